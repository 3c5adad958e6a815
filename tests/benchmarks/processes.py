"""Runs whole processes and measures them as the operating system saw them."""
import dataclasses
import os
import pathlib
import platform
import statistics
import subprocess
import tempfile
import time


class RunFailed(Exception):
    """A command that is measured ended with an error."""


@dataclasses.dataclass
class Measurement:
    wall_s: float
    cpu_s: float  # user and system, children included
    peak_mb: float  # resident memory of the largest process, 1e6 bytes
    output: str


def measure(words):
    """One run. Its peak memory is at least this process's own (about 15 MB), which it is started from."""
    words = [str(word) for word in words]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        begun = time.monotonic()
        try:
            child = subprocess.Popen(words, stdout=output, stderr=errors)
        except OSError as error:
            raise RunFailed(f"{words[0]}: {error.strerror}") from error
        _, status, usage = os.wait4(child.pid, 0)
        wall_s = time.monotonic() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if child.returncode != 0:
            message = errors.read().decode(errors="replace").strip()
            raise RunFailed(f"{' '.join(words)}\nexit code {child.returncode}\n{message}")
        text = output.read().decode(errors="replace")
    return Measurement(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6, text)


def median(values):
    """Of at least one value."""
    return statistics.median(values)


def machine():
    """Processor and what of it this process may use."""
    model = platform.processor() or platform.machine()
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = " ".join(line.partition(":")[2].split())
            break
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{model}, {len(os.sched_getaffinity(0))} cores, {memory_gb:.0f} GB"

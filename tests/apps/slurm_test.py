"""apps/cluster on a real Slurm: a job array whose task is killed and requeued, merged, is the run on one machine.

munged, slurmctld and slurmd run on loopback, in one temporary folder, and are stopped in every case.
"""
import contextlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import command
from command import CommandTest
from results import assert_same_results

DAEMONS = ("munged", "slurmctld", "slurmd")
DEADLINE_SECONDS = 900  # for anything that is waited for; a sanitized program is slow
CONFIGURATION = """
ClusterName=herald
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
CredType=cred/munge
# A requeued task waits as long as its credential is valid.
AuthInfo=socket={folder}/munge.socket,cred_expire=5
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
MailProg=/bin/true
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
ReturnToService=2
KillWait=3
MinJobAge=600
NodeName=localhost NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=10 State=UP
"""


def program(name):
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin:/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Slurm:
    """A cluster of one node, from start() to stop()."""

    def __init__(self):
        self.started = []
        # Short, without a space: it holds a socket and is named in slurm.conf.
        self.folder = Path(tempfile.mkdtemp(prefix="slurm"))
        self.environment = dict(os.environ, SLURM_CONF=str(self.folder / "slurm.conf"))

    def start(self):
        self.folder.chmod(0o755)
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(
            folder=self.folder, user=pwd.getpwuid(os.geteuid()).pw_name, controller_port=free_port(), node_port=free_port()))
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        self.daemon("munged", "--foreground", "--force", "--num-threads=2", f"--key-file={key}",
                    f"--socket={self.folder}/munge.socket", f"--pid-file={self.folder}/munged.pid",
                    f"--log-file={self.folder}/munged.log", f"--seed-file={self.folder}/munged.seed")
        self.wait_until("munged listens", lambda: (self.folder / "munge.socket").exists())
        self.daemon("slurmctld", "-D", "-i")
        self.wait_until("slurmctld answers", lambda: self.run("scontrol", "ping", check=False).returncode == 0)
        self.daemon("slurmd", "-D", "-N", "localhost")
        self.wait_until("the node is idle", lambda: "idle" in self.run("sinfo", "-h", "-o", "%T").stdout)

    def daemon(self, name, *words):
        log = open(self.folder / f"{name}.out", "wb")
        with log:
            self.started.append(subprocess.Popen([program(name), *words], env=self.environment, stdout=log,
                                                 stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL))

    def stop(self):
        for daemon in reversed(self.started):
            daemon.terminate()
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, *words, check=True, cwd=None):
        done = subprocess.run([program(words[0]), *map(str, words[1:])], env=self.environment, capture_output=True,
                              text=True, cwd=cwd)
        if check and done.returncode != 0:
            raise AssertionError(f"{words}: {done.stderr}{done.stdout}{self.logs()}")
        return done

    def wait_until(self, what, happens):
        end = time.monotonic() + DEADLINE_SECONDS
        while True:
            value = happens()
            if value:
                return value
            if time.monotonic() > end or any(daemon.poll() is not None for daemon in self.started):
                raise AssertionError(f"it never came to pass that {what}\n{self.logs()}")
            time.sleep(0.02)

    def logs(self):
        texts = []
        for path in sorted([*self.folder.glob("*.log"), *self.folder.glob("*.out")]):
            with contextlib.suppress(OSError):
                texts.append(f"--- {path.name}\n{path.read_text(errors='replace')[-3000:]}")
        return "\n".join(texts)


def herald_of_shard(shard, folder):
    """Process id of the program that scores `shard` into `folder`."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes().split(b"\0")
            if words[0] == os.fsencode(command.PROGRAM) and shard.encode() in words and os.fsencode(folder) in words:
                return int(entry.name)
    return None


class Cluster(CommandTest):
    def setUp(self):
        missing = [name for name in (*DAEMONS, "sbatch", "scontrol") if program(name) is None]
        if missing:
            self.skipTest(f"Slurm is not installed: {', '.join(missing)} not found")
        super().setUp()
        # Shards 1 and 2 of 3 end with a slide that takes a moment, in which they are stopped.
        self.slides, self.shards = self.folder / "slides", self.folder / "shards"
        for name, size in (("a", 768), ("b", 512), ("c", 512), ("d", 3000)):
            self.herald("phantom", "--out", self.slides, "--name", name, "--size", size, "--score", "2+", "--seed", 5)
        shutil.copy(self.slides / "d.tif", self.slides / "e.tif")
        (self.slides / "f.tif").write_bytes((self.slides / "c.tif").read_bytes()[:2000])
        self.cluster = Slurm()
        self.cluster.environment["HERALD"] = str(command.PROGRAM)
        self.addCleanup(self.cluster.stop)
        self.cluster.start()

    def submit(self, *words):
        return self.cluster.run("sbatch", "--parsable", *words, cwd=self.folder).stdout.strip()

    def frozen(self, task):
        """Process id of the task's Herald, stopped between its first slide and its last."""
        out = self.shards / str(task)

        def stopped():
            pid = herald_of_shard(f"{task}/3", out)
            if pid is None or not list(out.glob("slides/*/result.json")):
                return None
            os.kill(pid, signal.SIGSTOP)
            return pid
        pid = self.cluster.wait_until(f"task {task} is amid its slides", stopped)
        self.assertIsNone(json.loads((out / "run.json").read_text())["finished"], "stopped too late")
        return pid

    def job(self, name):
        """Its fields, as Slurm tells them."""
        words = self.cluster.run("scontrol", "--oneliner", "show", "job", name).stdout.split()
        return dict(word.split("=", 1) for word in words if "=" in word)

    def test_an_array_with_killed_tasks_merges_to_the_run_on_one_machine(self):
        scripts = command.SOURCE / "apps" / "cluster"
        array = self.submit("--array=1-3", scripts / "herald.sbatch", 3, self.shards, self.slides, "--set",
                            "tumour.selection=all")
        merge = self.submit(f"--dependency=afterany:{array}", scripts / "merge.sbatch", 3, self.shards, "results")

        near_its_limit, preempted = self.frozen(1), self.frozen(2)
        self.cluster.run("scontrol", "requeue", f"{array}_2")
        with contextlib.suppress(ProcessLookupError):
            os.kill(preempted, signal.SIGKILL)
        self.cluster.run("scancel", "--batch", "--signal=USR1", f"{array}_1")
        os.kill(near_its_limit, signal.SIGCONT)

        self.cluster.wait_until("all jobs have ended", lambda: not self.cluster.run("squeue", "-h").stdout)
        log = "".join(path.read_text() for path in sorted(self.folder.glob("herald-*.log")))
        self.assertEqual([self.job(f"{array}_{task}")["Restarts"] for task in (1, 2, 3)], ["1", "1", "0"], log)
        self.assertIn("the time is up; queued again", log)
        self.assertIn("a.tif: scored 2+ (unchanged, reused)", log)
        # f.tif cannot be read: its task has failed, and the merge ran none the less.
        self.assertEqual(self.job(f"{array}_3")["ExitCode"], "1:0", log)
        self.assertEqual(self.job(merge)["ExitCode"], "1:0", log)

        self.herald("score", self.slides, "--out", "single", "--set", "tumour.selection=all", exit_code=1)
        assert_same_results(self, self.folder / "single", self.folder / "results")


if __name__ == "__main__":
    unittest.main()

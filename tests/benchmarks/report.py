"""What the measurements say: tables of medians and of ratios within one round."""
import contestants as who
import processes
import slides as which
from table import Report, Table, table_of_aims


def median_of(runs, figure):
    return processes.median([getattr(run, figure) for run in runs])


class Measurements:
    """Runs of each contestant on each slide, by round: runs[slide name][contestant name][round]."""

    def __init__(self):
        self.runs = {}

    def add(self, slide, contestant, round_number, measurement):
        self.runs.setdefault(slide, {}).setdefault(contestant, {})[round_number] = measurement

    def of(self, slide, contestant):
        return list(self.runs.get(slide, {}).get(contestant, {}).values())

    def ratio(self, figure, above, below):
        """Median over rounds of a figure of one (slide, contestant) over that of another; None if never both ran."""
        first, second = (self.runs.get(slide, {}).get(name, {}) for slide, name in (above, below))
        ratios = [getattr(first[r], figure) / getattr(second[r], figure) for r in first if r in second]
        return processes.median(ratios) if ratios else None


def table_of_runs(measurements, slides, reference):
    columns = ["slide", "program", "wall s", "CPU s", "peak MB", "Mpx/s", f"wall ÷ {reference}"]
    table = Table("Speed", columns, in_readme=True)
    for slide in slides:
        for name in measurements.runs.get(slide.name, {}):
            runs = measurements.of(slide.name, name)
            wall = median_of(runs, "wall_s")
            ratio = measurements.ratio("wall_s", (slide.name, name), (slide.name, reference))
            peak = f"{median_of(runs, 'peak_mb'):.0f}"
            of_reference = "–" if ratio is None else f"{ratio:.2f}"
            table.add(f"{slide.name}, {slide.mpx:.0f} Mpx", name, f"{wall:.2f}", f"{median_of(runs, 'cpu_s'):.2f}", peak, f"{slide.mpx / wall:.0f}", of_reference)
    return table


def aims(measurements, main):
    """The ratios that were promised, of those that were measured. `main`: name of the slide most are about."""
    report = Report()
    herald = (main, who.HERALD)

    def most(what, limit, value, form="{:.2f}"):
        if value is not None:
            report.aim_at_most(what, limit, value, form)

    def least(what, limit, value, form="{:.2f}"):
        if value is not None:
            report.aim_at_least(what, limit, value, form)

    ratio = measurements.ratio
    most("wall ÷ OpenSlide reading alone", 0.7, ratio("wall_s", herald, (main, who.READING)))
    most("wall through OpenSlide ÷ OpenSlide reading alone", 1.4, ratio("wall_s", (main, who.OPENSLIDE), (main, who.READING)))
    least("wall of the scikit-image script ÷ wall", 20, ratio("wall_s", (main, who.SCIKIT), herald), "{:.0f}")
    least("speed-up from one thread", 1.85, ratio("wall_s", (main, who.SINGLE), herald))
    most("CPU seconds ÷ those of one thread", 1.05, ratio("cpu_s", herald, (main, who.SINGLE)))
    most("peak memory, MB", 350, median_of(measurements.of(*herald), "peak_mb") if measurements.of(*herald) else None, "{:.0f}")
    most("peak memory 4x4 ÷ 2x2", 1.2, ratio("peak_mb", (which.LARGE, who.HERALD), (which.MAIN, who.HERALD)))
    most("wall of the mosaic among glass ÷ without glass", 1.15, ratio("wall_s", (which.BLANK, who.HERALD), (which.MAIN, who.HERALD)))
    most("wall ÷ that of a build for this machine", 1.1, ratio("wall_s", herald, (main, who.NATIVE)))
    most("wall with GeoJSON ÷ without", 1.5, ratio("wall_s", (main, who.GEOJSON), herald))
    return report.aims


def tables(measurements, slides, given, notes):
    """`given`: the arguments of run_benchmarks.py."""
    speed = table_of_runs(measurements, slides, who.READING)
    rounds = f"{given.rounds} interleaved rounds of whole processes" if given.rounds > 1 else "one round of whole processes"
    warm_up = "" if given.no_warm_up else " after a warm-up"
    speed.notes += [
        f"{processes.machine()}; {given.threads} threads unless said; medians of {rounds}{warm_up}, ratios within a round.",
        "Files are in the page cache. All outputs but GeoJSON unless said. Peak: resident memory of the largest process.",
        *notes,
    ]
    promised = table_of_aims(aims(measurements, slides[0].name))
    promised.title = f"Speed: aims, {slides[0].name}"
    promised.in_readme = True
    return [speed, promised]

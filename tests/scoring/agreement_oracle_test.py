"""Every statistic of agreement against an independent one, on random and on degenerate tables.

agreement_oracle_test.py PRINTER    PRINTER: path of print_agreement
statsmodels: kappa with its interval, Wilson, Fleiss. scipy: Clopper-Pearson (by the F distribution), Student's t, MAD.
Where no package has it, the paper's formula by another route than the program's: Gwet's AC slide by slide with its
variance by the jackknife, alpha by the pairwise disagreements of all ratings. Exit code 77 (skipped) without a module.
"""
import itertools
import json
import subprocess
import sys
import unittest
import warnings

PRINTER = sys.argv.pop(1) if len(sys.argv) > 1 else None
try:
    import numpy
    import scipy.stats
    from statsmodels.stats import inter_rater, proportion
except ModuleNotFoundError as missing:
    print(f"skipped: {missing} (Debian: python3-statsmodels)")
    sys.exit(77)

Z = scipy.stats.norm.ppf(0.975)
WEIGHTS = [None, "linear", "quadratic"]
GOLDEN = [[534, 32, 0], [47, 42, 2], [3, 12, 49]]


def ask(requests):
    text = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run([PRINTER], input=text, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def matrices():
    """Golden, degenerate and random square tables."""
    yield GOLDEN
    yield [[72, 14], [6, 629]]
    yield [[0] * 4 for _ in range(4)]
    for k in (2, 3, 4):
        one = numpy.zeros((k, k), int)
        one[k - 1, k - 1] = 7
        yield one.tolist()  # one class only
        yield (3 * numpy.eye(k, dtype=int)).tolist()  # all agree
        yield numpy.fliplr(3 * numpy.eye(k, dtype=int)).tolist()  # none but the middle agree
        constant = numpy.zeros((k, k), int)
        constant[0] = range(1, k + 1)
        yield constant.tolist()  # the reference has one class
        yield constant.T.tolist()
        single = numpy.zeros((k, k), int)
        single[0, k - 1] = 1
        yield single.tolist()  # one slide, apart
    random = numpy.random.default_rng(5)
    for _ in range(150):
        k = int(random.integers(2, 5))
        table = random.integers(0, random.choice([2, 5, 40, 900]), (k, k))
        table[numpy.diag_indices(k)] *= int(random.integers(1, 9))
        yield table.tolist()


def weight_matrix(k, kind):
    distance = numpy.abs(numpy.subtract.outer(numpy.arange(k), numpy.arange(k)))
    return {None: (distance == 0) * 1.0, "linear": 1 - distance / (k - 1), "quadratic": 1 - (distance / (k - 1)) ** 2}[kind]


def slides_of(table):
    return [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]


def gwet(slides, k, kind):
    """Gwet 2014, slide by slide: chance agreement from the mean share of raters in each class."""
    weights = weight_matrix(k, kind)
    observed = numpy.mean([weights[a, b] for a, b in slides])
    share = numpy.bincount(numpy.ravel(slides), minlength=k) / (2 * len(slides))
    chance = weights.sum() * numpy.sum(share - share ** 2) / (k * (k - 1))
    return (observed - chance) / (1 - chance)


def gwet_influence_error(table, kind):
    """Standard error from the derivative of the coefficient along each cell's share (the delta method, numerically)."""
    shares = numpy.array(table, float) / numpy.sum(table)
    k = len(table)
    weights = weight_matrix(k, kind)

    def coefficient(p):
        p = p / p.sum()
        mean = (p.sum(0) + p.sum(1)) / 2
        chance = weights.sum() * numpy.sum(mean * (1 - mean)) / (k * (k - 1))
        return ((weights * p).sum() - chance) / (1 - chance)

    step = 1e-5
    slope = numpy.zeros((k, k))
    for cell in itertools.product(range(k), repeat=2):
        if shares[cell] > 0:
            up, down = shares.copy(), shares.copy()
            up[cell] += step
            down[cell] -= step
            slope[cell] = (coefficient(up) - coefficient(down)) / (2 * step)
    mean = (shares * slope).sum()
    return numpy.sqrt(max(0, (shares * (slope - mean) ** 2).sum()) / numpy.sum(table))


def alpha(ratings, ordinal):
    """Krippendorff by pairs of single ratings; None when undefined."""
    units = [[value for value in slide if value is not None] for slide in ratings]
    units = [unit for unit in units if len(unit) > 1]
    values = sorted(itertools.chain(*units))
    if len(set(values)) < 2:
        return None
    ranks = dict(zip(values, scipy.stats.rankdata(values, method="average")))  # midranks: distances between are the ordinal ones

    def distance(a, b):
        return (ranks[a] - ranks[b]) ** 2 if ordinal else float(a != b)

    observed = sum(sum(distance(a, b) for a, b in itertools.permutations(unit, 2)) / (len(unit) - 1) for unit in units)
    expected = sum(distance(a, b) for a, b in itertools.permutations(values, 2)) / (len(values) - 1)
    return 1 - observed / expected


def alpha_of_complete(table):
    """Ordinal, where nobody left a slide out: fast, from midranks of the classes."""
    use = numpy.bincount(table.ravel(), minlength=4).astype(float)
    rank = numpy.cumsum(use) - use / 2
    rows = rank[table]
    raters = table.shape[1]
    observed = sum(((rows[:, a] - rows[:, b]) ** 2).sum() for a in range(raters) for b in range(raters)) / (raters - 1)
    expected = (numpy.outer(use, use) * numpy.subtract.outer(rank, rank) ** 2).sum() / (use.sum() - 1)
    return 1 - observed / expected


class Agreement(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tables = list(matrices())
        cls.answers = ask([{"matrix": table} for table in cls.tables])

    def close(self, ours, theirs, tolerance=1e-9):
        self.assertIsNotNone(ours)
        numpy.testing.assert_allclose(ours, theirs, rtol=0, atol=tolerance)

    def close_coefficient(self, ours, value, error, tolerance=1e-9):
        self.close(ours["value"], value, tolerance)
        if error < 1e-7:
            self.assertIsNone(ours["interval"])
        else:
            self.close(ours["interval"], [max(-1, value - Z * error), min(1, value + Z * error)], tolerance)

    def test_the_published_vectors(self):
        answer, binary = self.answers[:2]
        told = [answer["agreement"]["value"], *(c["value"] for c in answer["kappa"] + answer["ac"])]
        self.close(told, [0.8669, 0.6116, 0.7080, 0.7992, 0.8393, 0.9039, 0.9446], 5e-5)
        self.close(answer["kappa"][1]["interval"], [0.6495, 0.7665], 5e-5)
        self.close([binary["kappa"][0]["value"], *binary["kappa"][0]["interval"]], [0.8624, 0.8034, 0.9215], 5e-5)

    def test_kappa_is_that_of_statsmodels(self):
        undefined = 0
        for table, answer in zip(self.tables, self.answers):
            used = {c for c in range(len(table)) if any(table[c]) or any(row[c] for row in table)}
            for kind, ours in zip(WEIGHTS, answer["kappa"]):
                with self.subTest(table=table, kind=kind):
                    if len(used) < 2:
                        self.assertIsNone(ours)
                        undefined += 1
                        continue
                    with warnings.catch_warnings():
                        warnings.simplefilter("ignore")
                        theirs = inter_rater.cohens_kappa(numpy.array(table, float), wt=kind)
                    self.close_coefficient(ours, theirs.kappa, 0 if numpy.isnan(theirs.std_kappa) else theirs.std_kappa)
        self.assertGreaterEqual(undefined, 12)

    def test_ac_is_that_of_the_paper(self):
        for table, answer in zip(self.tables, self.answers):
            slides = slides_of(table)
            for kind, ours in zip(WEIGHTS, answer["ac"]):
                with self.subTest(table=table, kind=kind):
                    if not slides:
                        self.assertIsNone(ours)
                        continue
                    error = gwet_influence_error(table, kind)
                    self.close_coefficient(ours, gwet(slides, len(table), kind), error, 1e-6 if error < 1 else 1e-5)

    def test_shares_have_the_intervals_of_statsmodels_and_scipy(self):
        random = numpy.random.default_rng(6)
        asked = [(0, 1), (1, 1), (0, 9), (9, 9), (72, 78), (1, 100000)]
        asked += [(int(random.integers(0, n + 1)), int(n)) for n in random.integers(1, 400, 60)]
        for (count, total), ours in zip(asked, ask([{"proportion": pair} for pair in asked])):
            self.close(ours["value"], count / total)
            self.close(ours["wilson"], proportion.proportion_confint(count, total, method="wilson"))
            # Clopper & Pearson through the F distribution: Leemis & Trivedi, Am Stat 1996;50:63.
            low = 0 if count == 0 else 1 / (1 + (total - count + 1) / (count * scipy.stats.f.ppf(0.025, 2 * count, 2 * (total - count + 1))))
            high = 1 if count == total else 1 / (1 + (total - count) / ((count + 1) * scipy.stats.f.ppf(0.975, 2 * (count + 1), 2 * (total - count))))
            self.close(ours["clopper_pearson"], [low, high])
        self.assertEqual(ask([{"proportion": [0, 0]}]), [None])

    def test_cuts_and_two_step_errors_are_counts_over_slides(self):
        for table, answer in zip(self.tables, self.answers):
            slides = slides_of(table)
            self.assertEqual(answer["two_step"], sum(abs(a - b) > 1 for a, b in slides))
            for cut, ours in enumerate(answer["cuts"], 1):
                binary = [(a >= cut, b >= cut) for a, b in slides]
                for name, chosen in (("ppa", [p for p in binary if p[0]]), ("npa", [p for p in binary if not p[0]]),
                                     ("opa", binary)):
                    if not chosen:
                        self.assertIsNone(ours[name])
                        continue
                    self.close(ours[name]["value"], numpy.mean([a == b for a, b in chosen]))
                    self.close(ours[name]["wilson"],
                               proportion.proportion_confint(sum(a == b for a, b in chosen), len(chosen), method="wilson"))

    @staticmethod
    def ratings():
        """Tables of raters: complete, with holes, one class, one rater, ties."""
        yield []
        yield [[0, 0, 0]] * 3
        yield [[0], [1], [2]]
        yield [[0, 1], [1, 0]]
        yield [[3, 3, 3], [0, 0, 0]]
        yield [[None, 1], [2, None]]
        yield [[0, None, 3], [None, 2, 2], [1, 1, None], [3, 3, 3]]
        random = numpy.random.default_rng(7)
        for _ in range(60):
            slides, raters = int(random.integers(1, 25)), int(random.integers(2, 6))
            truth = random.integers(0, 4, slides)
            table = numpy.clip(truth[:, None] + random.integers(-1, 2, (slides, raters)), 0, 3)
            holes = random.random((slides, raters)) < random.choice([0, 0.3])
            yield [[None if hole else int(value) for value, hole in zip(*row)] for row in zip(table, holes)]

    def test_fleiss_is_that_of_statsmodels_and_alpha_that_of_the_book(self):
        tables = list(self.ratings())
        for table, ours in zip(tables, ask([{"ratings": table, "classes": 4} for table in tables])):
            complete = [row for row in table if None not in row and len(row) > 1]
            with self.subTest(table=table):
                self.assertEqual(ours["complete"], len([row for row in table if None not in row]))
                if len(set(itertools.chain(*complete))) < 2:
                    self.assertIsNone(ours["fleiss"])
                else:
                    counts = [[row.count(c) for c in range(4)] for row in complete]
                    self.close(ours["fleiss"]["value"], inter_rater.fleiss_kappa(numpy.array(counts)))
                for name, ordinal in (("alpha_nominal", False), ("alpha_ordinal", True)):
                    theirs = alpha(table, ordinal)
                    if theirs is None:
                        self.assertIsNone(ours[name])
                    else:
                        self.close(ours[name]["value"], theirs)

    def test_alpha_of_krippendorffs_example(self):
        """Computing Krippendorff's Alpha-Reliability (2011), section C: nominal 0.743, ordinal 0.815; values less 1."""
        observers = ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."]
        rows = [[None if value == "." else int(value) - 1 for value in line.split()] for line in observers]
        (answer,) = ask([{"ratings": [list(slide) for slide in zip(*rows)], "classes": 5}])
        self.close(answer["alpha_nominal"]["value"], 0.743, 5e-4)
        self.close(answer["alpha_ordinal"]["value"], 0.815, 5e-4)

    def test_bootstrap_intervals_are_those_of_another_bootstrap(self):
        random = numpy.random.default_rng(8)
        truth = random.integers(0, 4, 40)
        table = numpy.clip(truth[:, None] + random.integers(-1, 2, (40, 3)), 0, 3)
        (answer,) = ask([{"ratings": table.tolist(), "classes": 4}])
        drawn = [table[random.integers(0, 40, 40)] for _ in range(2000)]
        fleiss = [inter_rater.fleiss_kappa(inter_rater.aggregate_raters(t, 4)[0]) for t in drawn]
        self.close(answer["fleiss"]["interval"], numpy.percentile(fleiss, [2.5, 97.5]), 0.02)
        ordinal = [alpha_of_complete(t) for t in drawn]
        self.close(answer["alpha_ordinal"]["value"], alpha_of_complete(table))
        self.close(answer["alpha_ordinal"]["interval"], numpy.percentile(ordinal, [2.5, 97.5]), 0.03)

    def test_bland_altman_is_a_t_interval_of_the_differences(self):
        random = numpy.random.default_rng(9)
        samples = [random.normal(50, 20, (n, 2)) for n in (1, 2, 3, 30)] + [numpy.ones((4, 2))]
        answers = ask([{"pairs": sample.tolist()} for sample in samples] + [{"pairs": []}])
        self.assertIsNone(answers.pop())
        for sample, ours in zip(samples, answers):
            differences = sample[:, 1] - sample[:, 0]
            n = len(differences)
            self.close([ours["n"], ours["bias"]], [n, differences.mean()])
            if n == 1:
                self.assertIsNone(ours["limits"])
                continue
            sd = numpy.std(differences, ddof=1)
            limits = differences.mean() + numpy.array([-Z, Z]) * sd
            self.close(ours["limits"]["sd"], sd)
            self.close(ours["limits"]["limits"], limits)
            for name, value, error in (("bias", differences.mean(), sd / n ** 0.5), ("low", limits[0], sd * (3 / n) ** 0.5),
                                       ("high", limits[1], sd * (3 / n) ** 0.5)):
                theirs = [value, value] if sd == 0 else scipy.stats.t.interval(0.95, n - 1, loc=value, scale=error)
                self.close(ours["limits"][name], theirs, 1e-7)  # t of one degree of freedom to its last digits

    def test_ish_readings_are_counts_over_slides(self):
        random = numpy.random.default_rng(10)
        tables = [random.integers(0, high, (4, 2)).tolist() for high in (1, 2, 3, 30) for _ in range(10)]
        for table, ours in zip(tables, ask([{"ish": table} for table in tables])):
            slides = [(score, positive) for score, row in enumerate(table) for positive in (0, 1) for _ in range(row[positive])]
            calls = {"three_plus": {0: 0, 1: 0, 2: 0, 3: 1}, "without_equivocal": {0: 0, 1: 0, 3: 1}}
            for name in ("three_plus", "reflex", "without_equivocal"):
                for figure, wanted in (("sensitivity", 1), ("specificity", 0)):
                    right = [(positive if name == "reflex" and score == 2 else calls.get(name, calls["three_plus"])[score]) == positive
                             for score, positive in slides
                             if positive == wanted and (name != "without_equivocal" or score != 2)]
                    value = ours[name][figure]
                    self.assertEqual(value and value["value"], numpy.mean(right) if right else None)
            self.assertEqual(ours["sent"] and ours["sent"]["value"], numpy.mean([s == 2 for s, _ in slides]) if slides else None)

    def test_quartiles_and_limits_are_those_of_numpy_and_scipy(self):
        random = numpy.random.default_rng(11)
        samples = [[], [3.0], [1.0] * 6, [1.0, 1, 1, 1, 2, 9]] + [random.normal(5, 2, n).tolist() for n in (2, 4, 5, 6, 31)]
        for sample, ours in zip(samples, ask([{"values": sample} for sample in samples])):
            if not sample:
                self.assertIsNone(ours["five"])
                continue
            self.close(ours["five"], numpy.percentile(sample, [0, 25, 50, 75, 100]))
            mad = scipy.stats.median_abs_deviation(sample)
            if len(sample) < 5 or mad == 0:
                self.assertIsNone(ours["limits"])
            else:
                self.close(ours["limits"], numpy.median(sample) + numpy.array([-3, 3]) * 1.4826 * mad)


if __name__ == "__main__":
    unittest.main()

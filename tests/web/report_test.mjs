// report_test.mjs HERALD SOURCE ARTEFACTS: the reports of a run, opened from disk in a real browser.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import test, { after, before } from "node:test";
import { accessibilityFaults, withPage } from "./browser.mjs";
import { assertShows } from "./shares.mjs";

const [herald, source, artefacts] = process.argv.slice(2);
const folder = mkdtempSync(path.join(os.tmpdir(), "herald_report_"));
const run = path.join(folder, "run");
mkdirSync(artefacts, { recursive: true });

const slidesOf = (results) => readdirSync(path.join(results, "slides")).sort();
const reportOf = (slide, results = run) => `file://${path.join(results, "slides", slide, "report.html")}`;
const resultOf = (slide, results = run) => JSON.parse(readFileSync(path.join(results, "slides", slide, "result.json"), "utf8"));
const call = (...words) => execFileSync(herald, words, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });

before(() => {
  call("score", path.join(source, "sample_slides"), "--out", "run", "--quiet");
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function open(page, slide) {
  await page.goto(reportOf(slide));
  await page.waitForFunction(() => document.documentElement.dataset.live === "ready");
  await page.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
}

// What the live panel says.
const shown = (page) =>
  page.evaluate(() => ({
    score: document.getElementById("live-score").dataset.score || null,
    percent: [...document.querySelectorAll("#live [data-percent]")].map((cell) => Number.parseFloat(cell.textContent)),
  }));

test("opens from disk, shows the score, and asks the network for nothing", async () => {
  await withPage(async (page) => {
    for (const slide of slidesOf(run)) {
      await open(page, slide);
      const result = resultOf(slide);
      assert.match(await page.textContent(".answer .score"), new RegExp(`HER2 ${result.score.replace("+", "\\+")}`));
      assertShows(await shown(page), result, slide);
      // The whole of one is enough to be looked at: it takes a while.
      const fullPage = slide.startsWith("her2_2plus");
      await page.screenshot({ path: path.join(artefacts, `report_${slide.split("-")[0]}.png`), fullPage });
    }
  });
});

test("a moved slider and another rule set give what rescore gives", async () => {
  const settings = [
    { cuts: { moderate_od_um: 0.31, strong_od_um: 0.36 }, rules: "asco-cap-2018" },
    { cuts: { stained_od: 0.06, side_coefficient: 0.1 }, rules: "gastric-biopsy" },
    { cuts: { none_fraction: 0.4, complete_fraction: 0.95 }, rules: "asco-cap-2007" },
  ];
  for (const [i, { cuts, rules }] of settings.entries()) {
    const sets = Object.entries(cuts).flatMap(([name, value]) => ["--set", `cell_class.${name}=${value}`]);
    call("rescore", "run", "--out", `rescored_${i}`, "--rules", rules, ...sets, "--quiet");
  }
  await withPage(async (page) => {
    for (const slide of slidesOf(run)) {
      await open(page, slide);
      for (const [i, { cuts, rules }] of settings.entries()) {
        await page.click("#live-reset");
        await page.selectOption("#live-rules", { index: await page.$$eval("#live-rules option", (options, name) => options.findIndex((option) => option.textContent.startsWith(`${name} `)), rules) });
        for (const [name, value] of Object.entries(cuts)) {
          await page.fill(`#cut-${name} + input`, String(value));
          await page.dispatchEvent(`#cut-${name} + input`, "change");
        }
        assertShows(await shown(page), resultOf(slide, path.join(folder, `rescored_${i}`)), `${slide}, ${rules}`);
        assert.match(await page.textContent("#live-command"), rules === "asco-cap-2018" ? /^herald rescore/ : new RegExp(`--rules ${rules}`));
      }
      // A real slider, by keyboard.
      await page.click("#live-reset");
      await page.focus("#cut-moderate_od_um");
      const before = await page.inputValue("#cut-moderate_od_um");
      await page.keyboard.press("ArrowRight");
      assert.notEqual(await page.inputValue("#cut-moderate_od_um"), before);
    }
  });
});

test("the exported thresholds give the same scores", async () => {
  const slide = slidesOf(run).find((name) => name.startsWith("her2_2plus"));
  await withPage(async (page) => {
    await open(page, slide);
    await page.fill("#cut-moderate_od_um + input", "0.3");
    await page.dispatchEvent("#cut-moderate_od_um + input", "change");
    const toml = await page.textContent("#live-toml");
    const { writeFileSync } = await import("node:fs");
    writeFileSync(path.join(folder, "cuts.toml"), toml);
    call("rescore", "run", "--out", "exported", "--config", "cuts.toml", "--quiet");
    assertShows(await shown(page), resultOf(slide, path.join(folder, "exported")), slide);
  });
});

test("fields take the program's limits, nothing outside, and what they export is what rescore takes", async () => {
  await withPage(async (page) => {
    await open(page, slidesOf(run)[0]);
    const cuts = await page.evaluate(() => JSON.parse(document.getElementById("herald-page").textContent).cuts);
    assert.equal(cuts.length, 7);
    const type = async (name, value) => {
      await page.fill(`#cut-${name} + input`, String(value));
      await page.dispatchEvent(`#cut-${name} + input`, "change");
      return Number(await page.inputValue(`#cut-${name} + input`));
    };
    for (const [i, cut] of cuts.entries()) {
      for (const [limit, outside] of [[cut.low, cut.low - 1], [cut.high, cut.high + 1]]) {
        await page.click("#live-reset");
        assert.equal(await type(cut.name, outside), limit);
        assert.equal(await type(cut.name, limit), limit);
        assert.equal(await page.isVisible("#live-score"), true);
        const words = (await page.textContent("#live-command")).split(" ").slice(1);
        assert.ok(words.includes(`${cut.key}=${limit}`), words.join(" "));
        const out = `limit_${i}_${limit}`;
        call(...words.map((word) => ({ RESULTS: "run", NEW_RESULTS: out })[word] ?? word), "--quiet");
        assertShows(await shown(page), resultOf(slidesOf(run)[0], path.join(folder, out)), `${cut.name} = ${limit}`);
      }
    }
  });
});

test("the gallery has a picture, an outline and a signature of every cell, and follows the cuts", async () => {
  const slide = slidesOf(run).find((name) => name.startsWith("her2_2plus"));
  await withPage(async (page) => {
    await open(page, slide);
    const figures = await page.$$eval("figure.cell", (all) => all.map((figure) => ({
      picture: figure.querySelector("img").naturalWidth,
      outline: figure.querySelector(".outline").getAttribute("d").length,
      spokes: (figure.querySelector(".on").getAttribute("d") + figure.querySelector(".off").getAttribute("d")).split("M").length - 1,
      class: figure.querySelector(".class").textContent,
    })));
    assert.ok(figures.length >= 20);
    for (const figure of figures) {
      assert.equal(figure.picture, 256);
      assert.ok(figure.outline > 300);
      assert.equal(figure.spokes, 64);
      assert.match(figure.class, /^(0|1\+|2\+|3\+)$/);
    }
    await page.fill("#cut-stained_od + input", "1.275"); // no contrast is above
    await page.dispatchEvent("#cut-stained_od + input", "change");
    assert.deepEqual([...new Set(await page.$$eval("figure.cell .class", (all) => all.map((one) => one.textContent)))], ["0"]);
  });
});

test("the script draws every cell as the program drew it", async () => {
  const drawn = (page) => [...page.querySelectorAll("figure.cell")].map((figure) => [figure.dataset.class, figure.querySelector(".signature").innerHTML, figure.querySelector(".crop svg").outerHTML]);
  for (const slide of slidesOf(run))
    await withPage(async (page) => {
      await open(page, slide);
      const still = readFileSync(path.join(run, "slides", slide, "report.html"), "utf8");
      const [before, after] = await page.evaluate(([source, html]) => {
        const drawings = eval(source);
        return [drawings(new DOMParser().parseFromString(html, "text/html")), drawings(document)];
      }, [`(${drawn})`, still]);
      assert.ok(before.length > 0);
      assert.deepEqual(after, before, slide);
    }, { bypassCSP: true });
});

test("the page of the run sorts, filters and leads to the slides", async () => {
  await withPage(async (page) => {
    await page.goto(`file://${path.join(run, "report.html")}`);
    const scores = () => page.$$eval("table.sortable tbody tr:not([hidden]) td:nth-child(3)", (cells) => cells.map((cell) => cell.textContent));
    assert.deepEqual(await scores(), ["0", "1+", "2+", "3+"]);
    await page.click("table.sortable th:nth-child(12) button");
    await page.click("table.sortable th:nth-child(12) button");
    assert.deepEqual(await scores(), ["3+", "2+", "1+", "0"]);
    await page.fill("#filter", "reflex");
    assert.deepEqual(await scores(), ["2+"]);
    await page.screenshot({ path: path.join(artefacts, "run.png"), fullPage: true });
    await page.click("table.sortable tbody tr:not([hidden]) a");
    assert.match(page.url(), /her2_2plus/);
  });
});

for (const colours of ["light", "dark"])
  test(`axe finds nothing serious, ${colours}`, async () => {
    await withPage(async (page) => {
      await open(page, slidesOf(run)[2]);
      assert.deepEqual(await accessibilityFaults(page), []);
      await page.goto(`file://${path.join(run, "report.html")}`);
      assert.deepEqual(await accessibilityFaults(page), []);
    }, { colorScheme: colours, bypassCSP: true });
  });

test("prints", async () => {
  await withPage(async (page) => {
    await open(page, slidesOf(run)[2]);
    const file = path.join(artefacts, "report.pdf");
    await page.pdf({ path: file, format: "A4" });
    assert.ok(statSync(file).size > 100000);
  });
});

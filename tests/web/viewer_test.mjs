// viewer_test.mjs HERALD SOURCE ARTEFACTS: the viewer in a real browser, from the slide list to a saved region.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import test, { after, before } from "node:test";
import { accessibilityFaults, withPage } from "./browser.mjs";
import { roundingPercent, sharesOf } from "./shares.mjs";

const [herald, source, artefacts] = process.argv.slice(2);
const folder = mkdtempSync(path.join(os.tmpdir(), "herald_viewer_"));
const samples = path.join(source, "sample_slides");
mkdirSync(artefacts, { recursive: true });

let server;
let address;

const call = (...words) => execFileSync(herald, words, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
const resultsOf = (run) => Object.fromEntries(readdirSync(path.join(folder, run, "slides")).map((name) => {
  const result = JSON.parse(readFileSync(path.join(folder, run, "slides", name, "result.json"), "utf8"));
  return [result.slide.path, result];
}));

before(async () => {
  call("score", samples, "--out", "run", "--quiet");
  server = spawn(herald, ["view", "run"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  address = await new Promise((resolve) => readline.createInterface({ input: server.stdout }).once("line", resolve));
});
after(async () => {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

const inViewer = (use, options = {}) => withPage(use, { origin: new URL(address).origin, ...options });

async function open(page, slide) {
  await page.goto(address);
  await page.waitForFunction(() => document.documentElement.dataset.viewer === "ready");
  await page.click(`nav button:has-text("${slide}")`);
  await page.waitForFunction((name) => document.querySelector("#slide-image canvas, #slide-image [aria-label]") && document.body.textContent.includes(name), slide);
  await page.waitForTimeout(500);
}

const screenshot = (page, name) => page.screenshot({ path: path.join(artefacts, `viewer_${name}.png`) });

test("shows every slide with its score, and the first one's pixels", async () => {
  await inViewer(async (page) => {
    await open(page, "her2_3plus");
    const list = await page.textContent("nav[aria-label=Slides]");
    for (const name of ["her2_0", "her2_1plus", "her2_2plus", "her2_3plus"]) assert.match(list, new RegExp(name));
    assert.match(await page.textContent("body"), /not a medical device/);
    await page.waitForTimeout(1500);
    await screenshot(page, "whole");
  });
});

test("zooms to 40x and shows cells; a click tells what was measured", async () => {
  await inViewer(async (page) => {
    await open(page, "her2_3plus");
    await page.evaluate(() => window.heraldViewer.goTo(1024, 1024, 0.25));
    await page.waitForTimeout(2500);
    await screenshot(page, "40x");
    const box = await page.locator("#slide-image").boundingBox();
    for (let i = 0; i < 40 && (await page.locator(".cell-panel:not([hidden])").count()) === 0; i++) {
      await page.mouse.click(box.x + box.width * (0.3 + 0.011 * i), box.y + box.height * (0.4 + 0.005 * i));
      await page.waitForTimeout(300);
    }
    const panel = await page.textContent(".cell-panel");
    assert.match(panel, /completeness/i);
    assert.match(panel, /cytoplasm_dab_od/);
    assert.equal(await page.locator(".cell-panel svg.wheel").count(), 1);
    await screenshot(page, "cell");
  });
});

test("moved cuts judge the cohort as rescore does", async () => {
  call("rescore", "run", "--out", "moved", "--set", "cell_class.moderate_od_um=0.3", "--set", "cell_class.strong_od_um=0.9", "--quiet");
  const expected = resultsOf("moved");
  await inViewer(async (page) => {
    await open(page, "her2_3plus");
    const { cuts } = await page.evaluate(() => fetch("api/run").then((answer) => answer.json()));
    for (const { name, low, high } of cuts) {
      const limits = await page.$eval(`#cut-${name} + input`, ({ min, max }) => [Number(min), Number(max)]);
      assert.deepEqual(limits, [low, high], name);
    }
    for (const [name, value] of [["strong_od_um", "0.9"], ["moderate_od_um", "0.3"]]) {
      await page.fill(`#cut-${name} + input`, value);
      await page.dispatchEvent(`#cut-${name} + input`, "change");
    }
    const result = expected["her2_3plus.tif"];
    const wanted = { score: result.score, percent: sharesOf(result), roundingPercent };
    await page.waitForFunction(({ score, percent, roundingPercent }) => {
      const shown = [...document.querySelectorAll("[data-percent]")].map((cell) => Number.parseFloat(cell.textContent));
      const same = shown.length === percent.length && shown.every((share, i) => Math.abs(share - percent[i]) <= roundingPercent);
      return document.getElementById("live-score")?.dataset.score === score && same;
    }, wanted);
    await page.waitForTimeout(2000);
    await screenshot(page, "moved");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#live-download")]);
    await download.saveAs(path.join(folder, "exported.toml"));
    call("rescore", "run", "--out", "exported", "--config", "exported.toml", "--quiet");
    for (const [slide, result] of Object.entries(resultsOf("exported"))) assert.deepEqual(result.percent, expected[slide].percent);
  });
});

test("a drawn region is saved and scored with", async () => {
  await inViewer(async (page) => {
    await open(page, "her2_2plus");
    await page.click("#region-draw");
    const box = await page.locator("#slide-image").boundingBox();
    const at = (x, y) => [box.x + box.width * (0.5 + x), box.y + box.height * (0.5 + y)];
    for (const [x, y] of [[-0.08, -0.15], [0.1, -0.15], [0.1, 0.15], [-0.08, 0.15]]) {
      await page.mouse.click(...at(x, y));
      await page.waitForTimeout(350); // two quick clicks would be a double click
    }
    await page.keyboard.press("Enter");
    await page.click("#region-save");
    await page.waitForSelector("#region-command");
    await screenshot(page, "region");
  });
  const regions = path.join(folder, "run", "regions");
  assert.deepEqual(readdirSync(regions), ["her2_2plus.tif.geojson"]);
  call("score", path.join(samples, "her2_2plus.tif"), "--roi", regions, "--out", "drawn", "--quiet");
  const result = resultsOf("drawn")["her2_2plus.tif"];
  assert.equal(result.annotation.objects.include, 1);
  assert.ok(result.cells.excluded.outside_roi > 0);
});

for (const colours of ["light", "dark"])
  test(`axe finds nothing serious, ${colours}`, async () => {
    await inViewer(async (page) => {
      await open(page, "her2_2plus");
      assert.deepEqual(await accessibilityFaults(page), []);
      await screenshot(page, colours);
    }, { colorScheme: colours, bypassCSP: true });
  });

// run_viewer.mjs HERALD RESULTS [SLIDES]: how long the viewer makes one wait. RESULTS of herald score, or made by
// write_cohort (cells without pixels); SLIDES where the slides are. WEB_BUILD names the folder with the front end's
// packages. A benchmark, never a test: run it on a machine that does nothing else.
import { spawn } from "node:child_process";
import readline from "node:readline";
import { withPage } from "../web/browser.mjs";

const [herald, results, slides] = process.argv.slice(2);
const cutsInTurn = [{ moderate_od: 0.25 }, { moderate_od: 0.3, strong_od: 0.6 }, { stained_od: 0.05 }, { complete_fraction: 0.7 }, { stained_od: 0.02, cytoplasm_coefficient: 0.2 }];
const turns = 30;
const parallel = 8;
const framesMs = 5000;

const server = spawn(herald, ["view", results, ...(slides ? ["--slides", slides] : [])], { stdio: ["ignore", "pipe", "inherit"] });
const address = await new Promise((resolve) => readline.createInterface({ input: server.stdout }).once("line", resolve));

const milliseconds = async (work) => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};
const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
const row = (name, value) => console.log(`${name.padEnd(58)} ${value}`);
const ask = async (path) => {
  const response = await fetch(address + path);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.arrayBuffer();
};
const json = async (path) => JSON.parse(new TextDecoder().decode(await ask(path)));

async function cohort(run) {
  const measured = run.slides.filter((slide) => slide.measured);
  row("slides with cells", measured.length);
  row("first judgement of the cohort, reads all cells, ms", (await milliseconds(() => ask("api/judge"))).toFixed(0));
  const taken = [];
  for (let i = 0; i < turns; i++) taken.push(await milliseconds(() => ask(`api/judge?${new URLSearchParams(cutsInTurn[i % cutsInTurn.length])}`)));
  row("slider to new cohort score, median, ms", quantile(taken, 0.5).toFixed(0));
  row("slider to new cohort score, longest, ms", Math.max(...taken).toFixed(0));
  return measured[0].index;
}

async function tiles(index) {
  const about = await json(`api/slides/${index}`);
  row("cells of the slide", about.cells.detected);
  const layers = about.pixels ? ["colour", "dab", "cells"] : ["cells", "heat"];
  const addresses = [];
  for (let level = about.max_level; level >= 0; level--) {
    const scale = 2 ** (about.max_level - level);
    const columns = Math.ceil(about.width / scale / about.tile_size);
    const rows = Math.ceil(about.height / scale / about.tile_size);
    for (let i = 0; i < Math.min(24, columns * rows); i++)
      for (const layer of layers) addresses.push(`tiles/${index}/${layer}/${level}/${(i * 7) % columns}_${(i * 5) % rows}`);
  }
  for (const name of ["cold", "warm"]) {
    const taken = [];
    const waiting = [...addresses];
    await Promise.all(Array.from({ length: parallel }, async () => {
      for (let next = waiting.pop(); next; next = waiting.pop()) taken.push(await milliseconds(() => ask(next)));
    }));
    row(`${addresses.length} tiles, ${parallel} at a time, ${name}: p50, p95, ms`, `${quantile(taken, 0.5).toFixed(1)}  ${quantile(taken, 0.95).toFixed(1)}`);
  }
  return about;
}

async function page(index, about) {
  await withPage(async (tab) => {
    const start = performance.now();
    await tab.goto(`${address}`);
    await tab.waitForFunction(() => document.documentElement.dataset.viewer === "ready");
    row("page open to first complete view, ms", (performance.now() - start).toFixed(0));
    const paint = await tab.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN);
    row("first paint, ms", paint.toFixed(0));
    const fps = await tab.evaluate(({ width, height, ms }) => new Promise((resolve) => {
      let frames = 0;
      const begun = performance.now();
      const step = (now) => {
        const share = (now - begun) / ms;
        if (share >= 1) return resolve((1000 * frames) / (now - begun));
        frames++;
        window.heraldViewer.goTo(width * (0.3 + 0.4 * share), height * (0.5 + 0.2 * Math.sin(6 * share)), 0.25 * 2 ** (5 * Math.abs(Math.sin(3 * share))));
        requestAnimationFrame(step);
      };
      requestAnimationFrame(step);
    }), { width: about.width, height: about.height, ms: framesMs });
    row("frames a second while moving and zooming", fps.toFixed(0));
  }, { origin: new URL(address).origin });
}

try {
  const run = await json("api/run");
  const index = await cohort(run);
  await page(index, await tiles(index));
} finally {
  server.kill("SIGTERM");
}

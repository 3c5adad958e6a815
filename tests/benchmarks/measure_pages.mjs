// measure_pages.mjs viewer HERALD RESULTS [SLIDES] | report FILE: how long a page makes one wait, as one line of JSON.
// RESULTS of herald score, or made by write_cohort (cells without pixels); SLIDES where the slides are; FILE a slide's
// report.html. WEB_BUILD names the folder with the front end's packages. Called by run_pages.py.
import { spawn } from "node:child_process";
import { statSync } from "node:fs";
import readline from "node:readline";
import { pathToFileURL } from "node:url";
import { withPage } from "../web/browser.mjs";

const [what, ...given] = process.argv.slice(2);
const cutsInTurn = [{ moderate_od_um: 0.25 }, { moderate_od_um: 0.3, strong_od_um: 0.6 }, { stained_od: 0.05 }, { complete_fraction: 0.7 }, { stained_od: 0.02, side_coefficient: 0.2 }];
const turns = 30;
const parallel = 8;
const framesMs = 5000;

const measured = {};
let address = "";

const milliseconds = async (work) => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};
const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
const ask = async (path) => {
  const response = await fetch(address + path);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.arrayBuffer();
};
const json = async (path) => JSON.parse(new TextDecoder().decode(await ask(path)));

const firstPaint = (tab) => tab.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null);

async function cohort(run) {
  const slides = run.slides.filter((slide) => slide.measured);
  measured.slides = slides.length;
  measured.first_judgement_ms = await milliseconds(() => ask("api/judge")); // reads all cells
  const taken = [];
  for (let i = 0; i < turns; i++) taken.push(await milliseconds(() => ask(`api/judge?${new URLSearchParams(cutsInTurn[i % cutsInTurn.length])}`)));
  measured.slider_ms = quantile(taken, 0.5);
  measured.slider_longest_ms = Math.max(...taken);
  return slides[0].index;
}

async function tiles(index) {
  const about = await json(`api/slides/${index}`);
  measured.cells = about.cells.detected;
  measured.pixels = about.pixels;
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
    measured[`tiles_${name}_p95_ms`] = quantile(taken, 0.95);
  }
  return about;
}

async function page(index, about) {
  await withPage(async (tab) => {
    const start = performance.now();
    await tab.goto(`${address}`);
    await tab.waitForFunction(() => document.documentElement.dataset.viewer === "ready");
    measured.first_view_ms = performance.now() - start;
    measured.first_paint_ms = await firstPaint(tab);
    measured.frames_a_second = await tab.evaluate(({ width, height, ms }) => new Promise((resolve) => {
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
  }, { origin: new URL(address).origin });
}

async function viewer(herald, results, slides) {
  const server = spawn(herald, ["view", results, ...(slides ? ["--slides", slides] : [])], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    address = await new Promise((resolve, reject) => {
      readline.createInterface({ input: server.stdout }).once("line", resolve);
      server.once("exit", (code) => reject(new Error(`herald view ended with ${code}`)));
    });
    const run = await json("api/run");
    const index = await cohort(run);
    await page(index, await tiles(index));
  } finally {
    server.kill("SIGTERM");
  }
}

async function report(file) {
  measured.megabytes = statSync(file).size / 1e6;
  await withPage(async (tab) => {
    const start = performance.now();
    await tab.goto(pathToFileURL(file).href);
    await tab.waitForFunction(() => document.documentElement.dataset.live === "ready");
    measured.ready_ms = performance.now() - start;
    measured.first_paint_ms = await firstPaint(tab);
  });
}

await (what === "report" ? report(...given) : viewer(...given));
console.log(JSON.stringify(measured));

// Debian's Chromium for the tests, by playwright-core out of the front end's build folder (WEB_BUILD).
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import path from "node:path";

const require = createRequire(path.join(process.env.WEB_BUILD, "package.json"));
const { chromium } = require("playwright-core");
const axe = require.resolve("axe-core/axe.min.js");
const program = "/usr/bin/chromium";
const patienceMs = 240000; // a machine that does much else is slow

if (!existsSync(program)) {
  console.log(`skipped: no ${program}`);
  process.exit(77);
}

// What goes wrong in a page ends the test; nothing is asked of the network but of `origin`.
export async function withPage(use, { origin = null, ...options } = {}) {
  // As root, as in a container, Chromium has no sandbox, and there is little shared memory.
  const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    const faults = [];
    page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
    page.on("console", (message) => message.type() === "error" && faults.push(`console: ${message.text()}`));
    page.on("request", (request) => {
      const url = request.url();
      const local = url.startsWith("file:") || url.startsWith("data:") || url.startsWith("blob:");
      if (!local && !(origin && url.startsWith(origin))) faults.push(`asks the network for ${url}`);
    });
    await use(page);
    if (faults.length > 0) throw new Error(faults.join("\n"));
  } finally {
    await browser.close();
  }
}

// Serious and critical faults of accessibility, a line each.
export async function accessibilityFaults(page) {
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations
    .filter((violation) => ["serious", "critical"].includes(violation.impact))
    .map((violation) => `${violation.id}: ${violation.help}: ${violation.nodes.map((node) => node.target.join(" ")).slice(0, 5).join(", ")}`);
}

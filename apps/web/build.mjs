// Makes the bundle the program embeds: node build.mjs [FOLDER]. The same sources and lock file give the same bytes.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = path.resolve(process.argv[2] ?? path.join(here, "../../pipeline/pages/bundle"));
const pages = ["report", "run", "viewer"];
const options = { absWorkingDir: here, bundle: true, minify: true, charset: "ascii", legalComments: "none", write: false };

await mkdir(folder, { recursive: true });
for (const page of pages) {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: [`src/${page}/${page}.ts`],
    outfile: path.join(folder, `${page}.js`),
    format: "iife",
    target: "es2022",
    metafile: true,
  });
  const notices = await noticesOf(Object.keys(metafile.inputs));
  for (const file of outputFiles) await write(path.basename(file.path), notices + file.text);
  const script = await readFile(path.join(folder, `${page}.js`));
  // A script with an end tag in it would end there when a page holds it.
  if (/<\/script|<!--/i.test(script.toString())) throw new Error(`${page}.js holds the end of a script`);
  // What the page's policy allows to run.
  await write(`${page}.sha256`, createHash("sha256").update(script).digest("base64"));
}

// The style of all pages but the viewer's, with a script or without.
const style = await build({ ...options, entryPoints: ["src/drawing/page.css"], outfile: path.join(folder, "page.css") });
await write("page.css", style.outputFiles[0].text);

// The licences of the packages that went in, as a comment to stand in front.
async function noticesOf(inputs) {
  const packages = [...new Set(inputs.map((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]).filter(Boolean))].sort();
  const texts = await Promise.all(packages.map(async (name) => `${name}:\n\n${(await readFile(await licenceOf(name), "utf8")).trim()}`));
  return texts.map((text) => `/*!\n${text.replaceAll("*/", "* /")}\n*/\n`).join("");
}

async function licenceOf(name) {
  const folder = path.join(here, "node_modules", name);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.(txt|md))?$/i.test(entry));
  if (!file) throw new Error(`${name} has no licence to keep`);
  return path.join(folder, file);
}

async function write(name, contents) {
  const partial = path.join(folder, `.${name}.partial`);
  await writeFile(partial, contents);
  await rename(partial, path.join(folder, name));
}

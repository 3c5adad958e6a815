// Makes the bundle the program embeds: node build.mjs FOLDER. The same sources and lock file give the same bytes.
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = path.resolve(process.argv[2] ?? path.join(here, "bundle"));
const pages = ["report", "run"];

await mkdir(folder, { recursive: true });
for (const page of pages) {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: [`src/${page}.ts`],
    outfile: path.join(folder, `${page}.js`),
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "ascii",
    legalComments: "eof",
    write: false,
  });
  for (const file of outputFiles) await write(path.basename(file.path), file.contents);
  const script = await readFile(path.join(folder, `${page}.js`));
  // A script with an end tag in it would end there when a page holds it.
  if (/<\/script|<!--/i.test(script.toString())) throw new Error(`${page}.js holds the end of a script`);
  // What the page's policy allows to run.
  await write(`${page}.sha256`, createHash("sha256").update(script).digest("base64"));
}

async function write(name, contents) {
  const partial = path.join(folder, `.${name}.partial`);
  await writeFile(partial, contents);
  await rename(partial, path.join(folder, name));
}

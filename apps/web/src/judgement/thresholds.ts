// Thresholds in the forms the program takes.
import type { Cut } from "./cut_controls";
import type { CellClassCuts } from "./judge";

export function rescoreCommand(cuts: CellClassCuts, moved: Cut[], rules: string | null, results = "RESULTS"): string {
  const sets = moved.map(({ key, name }) => ` --set ${key}=${cuts[name]}`).join("");
  return `herald rescore ${results}${rules === null ? "" : ` --rules ${rules}`}${sets} --out NEW_RESULTS`;
}

// A decimal point, so that TOML reads a float.
function tomlNumber(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

export function thresholdsToml(cuts: Cut[], values: CellClassCuts): string {
  const lines = cuts.map(({ name }) => `${name} = ${tomlNumber(values[name]!)}`);
  const section = cuts[0]?.key.split(".")[0] ?? "";
  return `[${section}]\n${lines.join("\n")}\n`;
}

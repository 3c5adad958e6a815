// Thresholds in the forms the program takes.
import type { CellClassCuts } from "./judge";

export function rescoreCommand(cuts: CellClassCuts, moved: (keyof CellClassCuts)[], rules: string | null, results = "RESULTS"): string {
  const sets = moved.map((name) => ` --set cell_class.${name}=${cuts[name]}`).join("");
  return `herald rescore ${results}${rules === null ? "" : ` --rules ${rules}`}${sets} --out NEW_RESULTS`;
}

// A decimal point, so that TOML reads a float.
function tomlNumber(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

export function thresholdsToml(cuts: CellClassCuts): string {
  const lines = Object.entries(cuts).map(([name, value]) => `${name} = ${tomlNumber(value)}`);
  return `[cell_class]\n${lines.join("\n")}\n`;
}

// Sliders, rule set, and the thresholds to take along.
import { CutControls } from "../judgement/cut_controls";
import { make, makeButton } from "../drawing/dom";
import { rescoreCommand, thresholdsToml } from "../judgement/thresholds";
import type { Run, Settings } from "./api";

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  make("a", { href: address, download: name }).click();
  URL.revokeObjectURL(address);
}

// For a shell.
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export function copyButton(label: string, source: HTMLElement): HTMLButtonElement {
  const button = makeButton(label, {}, async () => {
    const copied = await navigator.clipboard.writeText(source.textContent ?? "").then(
      () => true,
      () => false,
    );
    if (!copied) getSelection()?.selectAllChildren(source);
    button.textContent = copied ? "Copied" : "Selected: now copy it";
    setTimeout(() => (button.textContent = label), 2000);
  });
  return button;
}

export class Thresholds {
  readonly element: HTMLElement;
  private readonly cuts: CutControls;
  private readonly rules: HTMLSelectElement;
  private readonly reset: HTMLButtonElement;
  private readonly command = make("pre", { id: "live-command", tabindex: "0", "aria-label": "command" });
  private readonly toml = make("pre", { id: "live-toml", tabindex: "0", "aria-label": "configuration" });

  constructor(
    private readonly run: Run,
    private readonly changed: () => void,
  ) {
    this.cuts = new CutControls(run.cuts, run.cell_class, () => this.update());
    const options = run.rule_sets.map((rules, i) => make("option", { value: String(i), title: rules.title }, `${rules.name} (version ${rules.version})${rules.of_run ? ", as in the run" : ""}`));
    this.rules = make("select", { id: "live-rules" }, ...options);
    this.rules.addEventListener("change", () => this.update());
    this.reset = makeButton("As in the run", { id: "live-reset" }, () => this.asInRun());
    const save = makeButton("Download as TOML", { id: "live-download" }, () => download("herald-thresholds.toml", thresholdsToml(this.run.cuts, this.cuts.get())));
    this.element = make(
      "section",
      { "aria-labelledby": "thresholds-title" },
      make("h2", { id: "thresholds-title" }, "Thresholds"),
      make("label", { for: "live-rules", class: "rules" }, "rule set ", this.rules),
      this.cuts.element,
      make("p", { class: "buttons" }, this.reset, save),
      make("details", {}, make("summary", {}, "The same for the whole run"), make("p", {}, "On the command line, without the slides:"), this.command, copyButton("Copy the command", this.command), make("p", {}, "As a configuration file:"), this.toml),
    );
    this.showExports();
  }

  get(): Settings {
    const all = this.cuts.get();
    const cuts = Object.fromEntries(this.cuts.moved().map(({ name }) => [name, all[name]!]));
    return { cuts, rules: Number(this.rules.value) };
  }

  private asInRun(): void {
    this.cuts.set(this.run.cell_class);
    this.rules.value = this.rulesOfRun();
    this.update();
  }

  // Place of the rule set the run was judged by; of the first one where it is not known.
  private rulesOfRun(): string {
    return String(Math.max(0, this.run.rule_sets.findIndex((rules) => rules.of_run)));
  }

  private update(): void {
    this.showExports();
    this.changed();
  }

  private showExports(): void {
    const moved = this.cuts.moved();
    const { option } = this.run.rule_sets[Number(this.rules.value)]!;
    this.command.textContent = rescoreCommand(this.cuts.get(), moved, option === "" ? null : quoted(option), quoted(this.run.folder));
    this.toml.textContent = thresholdsToml(this.run.cuts, this.cuts.get());
    this.reset.disabled = moved.length === 0 && this.rules.value === this.rulesOfRun();
  }
}

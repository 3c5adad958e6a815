// The report of a slide: live thresholds, and the gallery drawn again when a cut moves.
import "uplot/dist/uPlot.min.css";
import "../drawing/report.css";
import { Histogram } from "../drawing/charts";
import { CutControls, type Cut } from "../judgement/cut_controls";
import { make } from "../drawing/dom";
import { embeddedBytes, embeddedJson } from "../drawing/embedded";
import { Gallery, type GalleryCell } from "./gallery";
import { Judge, type CellClassCuts, type Request, type RuleSet } from "../judgement/judge";
import { rescoreCommand, thresholdsToml } from "../judgement/thresholds";

// pipeline/pages/slide_report.cpp
interface PageData {
  request: Request;
  cuts: Cut[];
  rule_sets: RuleSet[]; // the run's first
  has_rule_file: boolean; // the run's is of a file, which rescore has to be told
  live: { counted: number; counted_slide: number; blocks: number; blocks_slide: number };
  gallery: GalleryCell[];
}

class LivePanel {
  private readonly cuts: CutControls;
  private readonly rules: HTMLSelectElement;
  private readonly answer = make("div", { class: "live-answer", "aria-live": "polite" });
  private readonly command = make("pre", { id: "live-command" });
  private readonly toml = make("pre", { id: "live-toml" });
  private readonly histograms: { od: Histogram; completeness: Histogram };

  constructor(
    private readonly data: PageData,
    private readonly judge: Judge,
    private readonly gallery: Gallery,
    panel: HTMLElement,
  ) {
    this.cuts = new CutControls(data.cuts, data.request.cell_class, () => this.update());
    this.rules = make("select", { id: "live-rules" }, ...data.rule_sets.map((rules, i) => make("option", { value: String(i) }, `${rules.name} (version ${rules.version})`)));
    this.rules.addEventListener("change", () => this.update());
    const reset = make("button", { type: "button", id: "live-reset" }, "As in the run");
    reset.addEventListener("click", () => this.reset());
    const charts = make("div", { class: "charts" });
    panel.replaceChildren(
      this.sampleNote(),
      make("div", { class: "live" },
        make("div", { class: "live-controls" }, make("label", { for: "live-rules", class: "rules" }, "rule set ", this.rules), this.cuts.element, make("p", {}, reset)),
        this.answer),
      charts,
      make("details", {}, make("summary", {}, "The same for the whole run"), make("p", {}, "On the command line, without the slides:"), this.command, make("p", {}, "As a configuration file:"), this.toml),
    );
    this.histograms = {
      od: new Histogram(charts, "DAB across the stained membrane, mean, OD·µm", 0, 1.2, 60),
      completeness: new Histogram(charts, "completeness of the membrane", 0, 1.0001, 64),
    };
    this.update();
  }

  private sampleNote(): HTMLElement {
    const { counted, counted_slide, blocks, blocks_slide } = this.data.live;
    const number = (value: number) => value.toLocaleString("en-US");
    const text =
      counted === counted_slide
        ? `All ${number(counted)} cells that count are in this page: what you see is what herald rescore gives.`
        : `A random sample of ${number(counted)} of the ${number(counted_slide)} cells that count (${number(blocks)} of ${number(blocks_slide)} fields) is in this page: ` +
          "its score is an estimate, its intervals are those of the sample. herald rescore judges all cells.";
    return make("p", { id: "live-sample" }, text);
  }

  private request(): Request {
    const rules = this.data.rule_sets[Number(this.rules.value)]!;
    return { ...this.data.request, cell_class: this.cuts.get(), rule_set: rules };
  }

  private reset(): void {
    this.cuts.set(this.data.request.cell_class);
    this.rules.value = "0";
    this.update();
  }

  private update(): void {
    const request = this.request();
    this.answer.innerHTML = this.judge.judge(request);
    this.drawHistograms(request.cell_class);
    this.gallery.update(request);
    const of_run = this.data.has_rule_file ? "RULES.toml" : null;
    const rules = this.rules.value === "0" ? of_run : request.rule_set.name;
    this.command.textContent = rescoreCommand(request.cell_class, this.cuts.moved(), rules);
    this.toml.textContent = thresholdsToml(this.data.cuts, request.cell_class);
  }

  // By the last judgement.
  private drawHistograms(cuts: CellClassCuts): void {
    const { counted } = this.data.live; // cells of controls come behind
    this.histograms.od.show(this.judge.meanExcess().subarray(0, counted).filter((excess) => excess > 0), [
      { at: cuts.moderate_od_um, label: "moderate" },
      { at: cuts.strong_od_um, label: "strong" },
    ]);
    this.histograms.completeness.show(this.judge.completeness().subarray(0, counted), [
      { at: cuts.none_fraction, label: "unstained" },
      { at: cuts.complete_fraction, label: "complete" },
    ]);
  }
}

async function start(): Promise<void> {
  const data = embeddedJson<PageData>("herald-page");
  const module = await WebAssembly.compile((await embeddedBytes("herald-judge")) as BufferSource);
  const gallery = new Gallery(data.gallery, await Judge.with(module, await embeddedBytes("herald-gallery-cells")));
  const panel = document.getElementById("live");
  if (!panel) return;
  new LivePanel(data, await Judge.with(module, await embeddedBytes("herald-cells")), gallery, panel);
  document.documentElement.dataset["live"] = "ready";
}

start().catch((error: unknown) => {
  const panel = document.getElementById("live");
  panel?.replaceChildren(make("p", { class: "error" }, `Live thresholds do not work in this browser: ${String(error)}`));
});


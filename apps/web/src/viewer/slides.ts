// The list of the run's slides: the score by the sliders, and the run's own where it is another.
import { make, makeSvg } from "../drawing/dom";
import type { JudgedSlide, RunSlide, Status } from "./api";

function shareBar(percent: Record<string, number>): SVGElement {
  const bar = makeSvg("svg", { class: "shares", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" });
  let at = 0;
  for (const [i, share] of Object.values(percent).entries()) {
    bar.append(makeSvg("rect", { class: `fill-${i}`, x: at.toFixed(2), y: "0", height: "4", width: share.toFixed(2) }));
    at += share;
  }
  return bar;
}

interface Row {
  slide: RunSlide;
  item: HTMLElement;
  button: HTMLButtonElement;
  live: HTMLElement;
}

export class SlideList {
  readonly element: HTMLElement;
  private readonly rows: Row[];
  private readonly filter = make("input", { type: "search", id: "slide-filter", placeholder: "slide, case, score, reason" });
  private readonly count = make("p", { class: "faint small", role: "status" });

  constructor(
    slides: RunSlide[],
    private readonly words: Record<Status, string>,
    private readonly chosen: (slide: RunSlide) => void,
  ) {
    this.rows = slides.map((slide) => this.row(slide));
    const list = make("ul", { class: "slides" }, ...this.rows.map((row) => row.item));
    this.element = make("nav", { "aria-label": "Slides" }, make("label", { for: "slide-filter" }, "Find"), this.filter, this.count, list);
    this.filter.addEventListener("input", () => this.applyFilter());
    for (const row of this.rows) this.showScore(row, null);
    this.applyFilter();
  }

  show(judged: JudgedSlide[]): void {
    const by_index = new Map(judged.map((slide) => [slide.index, slide]));
    for (const row of this.rows) this.showScore(row, by_index.get(row.slide.index) ?? null);
    this.applyFilter();
  }

  mark(index: number): void {
    for (const { slide, button } of this.rows) {
      if (slide.index === index) {
        button.setAttribute("aria-current", "true");
        button.scrollIntoView({ block: "nearest" });
      } else {
        button.removeAttribute("aria-current");
      }
    }
  }

  // The next (1) or previous (-1) of the list as it is shown; null at its end.
  neighbour(index: number, step: 1 | -1): RunSlide | null {
    const shown = this.rows.filter((row) => !row.item.hidden || row.slide.index === index);
    const at = shown.findIndex((row) => row.slide.index === index);
    return shown[at + step]?.slide ?? null;
  }

  private row(slide: RunSlide): Row {
    const live = make("span", { class: "live-row" });
    const button = make("button", { type: "button", class: "slide", "data-index": String(slide.index) }, make("span", { class: "name" }, slide.slide), live);
    if (slide.reasons.length > 0) {
      button.title = slide.reasons.join("\n");
      button.append(make("span", { class: "reasons" }, slide.reasons.join("; ")));
    }
    button.addEventListener("click", () => this.chosen(slide));
    return { slide, item: make("li", {}, button), button, live };
  }

  private chip(score: string | null, status: Status): HTMLElement {
    const of_class = score === null ? status : String(Number.parseInt(score));
    return make("span", { class: "chip", "data-class": of_class }, score ?? this.words[status]);
  }

  private showScore({ slide, live, button }: Row, judged: JudgedSlide | null): void {
    const score = judged ? judged.score : slide.score;
    const status = judged?.status ?? slide.status;
    const parts: Node[] = [this.chip(score, status)];
    if (score !== slide.score) parts.push(make("span", { class: "of-run" }, "run: ", this.chip(slide.score, slide.status)));
    const notes: string[] = [];
    if (judged && judged.h_score !== null) notes.push(`H ${judged.h_score.toFixed(0)}`);
    if (judged?.ish === "reflex") notes.push("ISH");
    if (judged?.borderline) notes.push("borderline");
    parts.push(make("span", { class: "faint" }, notes.join(" · ")));
    live.replaceChildren(...parts);
    button.querySelector(".shares")?.remove();
    if (judged?.percent) live.after(shareBar(judged.percent));
  }

  private applyFilter(): void {
    const wanted = this.filter.value.trim().toLowerCase();
    let shown = 0;
    for (const { slide, item, button } of this.rows) {
      item.hidden = !`${button.textContent} ${slide.case_id}`.toLowerCase().includes(wanted);
      shown += item.hidden ? 0 : 1;
    }
    const text = `${shown} of ${this.rows.length} slides`;
    if (this.count.textContent !== text) this.count.textContent = text;
  }
}

// The live answers: of all slides for the list, and of the open slide in full.
import { make } from "../drawing/dom";
import { getAnswer, getJudged, type JudgedSlide, type RunSlide, type Settings } from "./api";
import { Newest } from "./newest";

export class LiveAnswers {
  readonly element: HTMLElement;
  private readonly view = make("div", { class: "live-answer" });
  private readonly spoken = make("p", { class: "unseen", "aria-live": "polite" });
  private slide: RunSlide | null = null;
  private readonly list: Newest<Settings>;
  private readonly open_slide: Newest<Settings>;

  constructor(judged: (slides: JudgedSlide[]) => void, failed: (error: unknown) => void) {
    this.element = make("section", { "aria-labelledby": "answer-title", hidden: "" }, make("h2", { id: "answer-title" }, "Score"), this.view, this.spoken);
    this.list = new Newest(async (settings, signal) => judged(await getJudged(settings, signal)), failed);
    this.open_slide = new Newest((settings, signal) => this.answer(settings, signal), failed);
  }

  open(slide: RunSlide | null, settings: Settings): void {
    this.open_slide.cancel();
    this.slide = slide;
    this.element.hidden = slide === null;
    this.view.replaceChildren();
    this.spoken.textContent = "";
    if (slide !== null) this.askOpen(settings);
  }

  ask(settings: Settings): void {
    this.list.ask(settings);
    if (this.slide !== null) this.askOpen(settings);
  }

  private askOpen(settings: Settings): void {
    this.view.setAttribute("aria-busy", "true");
    this.open_slide.ask(settings);
  }

  private async answer(settings: Settings, signal: AbortSignal): Promise<void> {
    const { slide } = this;
    if (slide === null) return;
    const answer = await getAnswer(slide.index, settings, signal);
    if (signal.aborted) return;
    this.view.innerHTML = answer;
    this.view.removeAttribute("aria-busy");
    // Tables are not for reading out at each move of a slider.
    const text = (id: string) => document.getElementById(id)?.textContent ?? "";
    const spoken = `Score ${text("live-score")}, ${text("live-numbers")}`;
    if (this.spoken.textContent !== spoken) this.spoken.textContent = spoken;
  }
}

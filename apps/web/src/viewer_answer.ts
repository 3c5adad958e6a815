// The live answers: of all slides for the list, and of the open slide in full.
import { answerView, scoreText } from "./answer_view";
import { make } from "./dom";
import type { Answer } from "./judge";
import { getAnswer, getJudged, type JudgedSlide, type Settings } from "./viewer_api";
import { Newest } from "./viewer_newest";

export class LiveAnswers {
  readonly element: HTMLElement;
  private readonly view = make("div", { class: "live-answer" });
  private readonly spoken = make("p", { class: "unseen", "aria-live": "polite" });
  private readonly stored = new Map<number, Answer>(); // with the run's own thresholds
  private index: number | null = null;
  private readonly list: Newest<Settings>;
  private readonly open_slide: Newest<Settings>;

  constructor(judged: (slides: JudgedSlide[]) => void, failed: (error: unknown) => void) {
    this.element = make("section", { "aria-labelledby": "answer-title", hidden: "" }, make("h2", { id: "answer-title" }, "Score"), this.view, this.spoken);
    this.list = new Newest(async (settings, signal) => judged(await getJudged(settings, signal)), failed);
    this.open_slide = new Newest((settings, signal) => this.answer(settings, signal), failed);
  }

  open(index: number | null, settings: Settings): void {
    this.open_slide.cancel();
    this.index = index;
    this.element.hidden = index === null;
    this.view.replaceChildren();
    this.spoken.textContent = "";
    if (index !== null) this.askOpen(settings);
  }

  ask(settings: Settings): void {
    this.list.ask(settings);
    if (this.index !== null) this.askOpen(settings);
  }

  private askOpen(settings: Settings): void {
    this.view.setAttribute("aria-busy", "true");
    this.open_slide.ask(settings);
  }

  private async answer(settings: Settings, signal: AbortSignal): Promise<void> {
    const index = this.index;
    if (index === null) return;
    const [answer, stored] = await Promise.all([
      getAnswer(index, settings, signal),
      this.stored.get(index) ?? getAnswer(index, { cuts: {}, rules: 0 }, signal),
    ]);
    if (signal.aborted) return;
    this.stored.set(index, stored);
    this.view.replaceChildren(answerView(answer, stored));
    this.view.removeAttribute("aria-busy");
    // Tables are not for reading out at each move of a slider.
    const spoken = `Score ${scoreText(answer)}${answer.h_score ? `, H-score ${answer.h_score.value.toFixed(0)}` : ""}`;
    if (this.spoken.textContent !== spoken) this.spoken.textContent = spoken;
  }
}

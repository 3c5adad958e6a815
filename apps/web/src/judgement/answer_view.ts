// An answer of the judgement, as text and tables.
import { make } from "../drawing/dom";
import { classNames, type Answer, type Estimate } from "./judge";

function percent(estimate: Estimate): string {
  return `${estimate.value.toFixed(1)} %`;
}

function interval(estimate: Estimate): string {
  return `${estimate.low.toFixed(1)} – ${estimate.high.toFixed(1)}`;
}

const notAssessable = "not assessable";

export function scoreText(answer: Answer): string {
  return answer.score ?? notAssessable;
}

function headline(answer: Answer, of_run: string | null): HTMLElement {
  const score = make("b", { id: "live-score", "data-score": answer.score ?? "" }, scoreText(answer));
  const notes: string[] = [];
  if (answer.ish === "reflex") notes.push("ISH reflex");
  if (answer.borderline) notes.push("borderline");
  notes.push(answer.score === of_run ? "as in the run" : `the run: ${of_run ?? notAssessable}`);
  return make("p", { class: "live-score" }, score, make("span", {}, notes.join(" · ")));
}

function why(answer: Answer): HTMLElement {
  const fired = answer.audit.find((clause) => clause.fired);
  const text = answer.score === null ? answer.reasons.join("; ") : `${fired?.wording ?? ""} (${answer.rule_set.clause})`;
  return make("p", { class: "faint" }, text);
}

function classTable(answer: Answer): HTMLElement {
  const body = make("tbody");
  for (const name of classNames) {
    const share = answer.percent?.[name];
    const bootstrap = answer.percent_bootstrap?.[name];
    if (!share || !bootstrap) continue;
    const bar = make("span", { class: `bar class-${name.replace("+", "")}`, style: `width:${share.value.toFixed(2)}%` });
    body.append(
      make("tr", {}, make("th", { scope: "row" }, name), make("td", { class: "bars" }, bar), make("td", { class: "number", "data-percent": name }, percent(share)), make("td", { class: "number faint" }, interval(bootstrap))),
    );
  }
  const head = make("thead", {}, make("tr", {}, ...["class", "", "cells", "95 % (blocks)"].map((text) => make("th", { scope: "col" }, text))));
  return make("table", {}, head, body);
}

function patternTable(answer: Answer): HTMLElement {
  const { none, incomplete, complete } = answer.table;
  const row = (name: string, counts: number[]) =>
    make("tr", {}, make("th", { scope: "row" }, name), ...counts.map((count) => make("td", { class: "number" }, count.toLocaleString("en-US"))));
  return make(
    "table",
    {},
    make("thead", {}, make("tr", {}, ...["", "weak", "moderate", "strong"].map((text) => make("th", { scope: "col" }, text)))),
    make("tbody", {}, row("complete", [complete.weak, complete.moderate, complete.strong]), row("incomplete", [incomplete.weak, incomplete.moderate, incomplete.strong]), make("tr", {}, make("th", { scope: "row" }, "unstained"), make("td", { class: "number", colspan: "3" }, none.toLocaleString("en-US")))),
  );
}

// `of_run`: the score the run gave; null: none.
export function answerView(answer: Answer, of_run: string | null): HTMLElement {
  const score = answer.h_score;
  const numbers = make("p", {}, `H-score ${score ? `${score.value.toFixed(0)} (${interval(score)})` : "unknown"} · ${answer.counted_cells.toLocaleString("en-US")} cells`);
  return make("div", {}, headline(answer, of_run), why(answer), classTable(answer), numbers, patternTable(answer));
}

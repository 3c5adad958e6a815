// The viewer of a run: its slides with what was found in them, and live thresholds.
import "../drawing/report.css";
import "./viewer.css";
import { make } from "../drawing/dom";
import { element } from "../drawing/embedded";
import { getRun } from "./api";
import { ViewerPage } from "./page";

declare global {
  interface Window {
    // For tests and measurements of speed.
    heraldViewer: { goTo(x_level0: number, y_level0: number, um_per_screen_px: number): void };
  }
}

async function start(root: HTMLElement): Promise<void> {
  const page = new ViewerPage(root, await getRun());
  window.heraldViewer = { goTo: (x, y, um) => page.goTo({ x, y, um }) };
}

const root = element("viewer");
start(root).catch((error: unknown) => {
  root.replaceChildren(make("p", { class: "error", role: "alert" }, `The viewer cannot start: ${error instanceof Error ? error.message : String(error)}`));
});

// The viewer of a run: its slides with what was found in them, and live thresholds.
import "./report.css";
import "./viewer.css";
import { make } from "./dom";
import { element } from "./embedded";
import { getRun } from "./viewer_api";
import { ViewerPage } from "./viewer_page";

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

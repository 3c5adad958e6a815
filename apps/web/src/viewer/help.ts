// Keys of the page, and the dialog that tells them.
import { make, makeButton } from "../drawing/dom";

export interface Shortcut {
  keys: string[];
  text: string;
  run(): void;
}

const ofImage: [string, string][] = [
  ["← ↑ → ↓", "move the image (when it has the focus)"],
  ["Space, Enter, Backspace, Escape", "while drawing: corner in the middle, close, undo, cancel"],
];

// Fields in which letters are text.
function takesText(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return ["number", "search", "text"].includes(target.type);
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

export class Help {
  readonly dialog: HTMLDialogElement;
  private readonly letters = make("input", { type: "checkbox", checked: "" });

  constructor(private readonly shortcuts: Shortcut[]) {
    const line = (keys: string, text: string) => make("tr", {}, make("th", { scope: "row" }, make("kbd", {}, keys)), make("td", {}, text));
    const lines = [...ofImage.map(([keys, text]) => line(keys, text)), ...shortcuts.map(({ keys, text }) => line(keys.join(" or "), text))];
    this.dialog = make(
      "dialog",
      { "aria-labelledby": "help-title" },
      make("h2", { id: "help-title" }, "Keys"),
      make("table", {}, make("tbody", {}, ...lines)),
      make("p", {}, make("label", {}, this.letters, " single-key shortcuts (turn off for speech input)")),
      make("p", { class: "faint" }, "Clicking a cell shows its measurements. 40× is 0.25 µm per screen pixel."),
      make("p", { class: "faint" }, "Research use only. Herald is not a medical device: nothing here is for diagnosis or treatment."),
      makeButton("Close", {}, () => this.dialog.close()),
    );
  }

  show(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  // Whether the key was one of the page's.
  press(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.altKey || event.metaKey || takesText(event.target) || this.dialog.open || !this.letters.checked) return false;
    const shortcut = this.shortcuts.find(({ keys }) => keys.includes(event.key));
    shortcut?.run();
    return shortcut !== undefined;
  }
}

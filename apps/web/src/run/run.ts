// The page of a run: its table is sorted by a click on a heading, and filtered by a text.
import "../drawing/report.css";
import "./run.css";
import { make } from "../drawing/dom";

type Order = "ascending" | "descending";

function compare(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  const numbers = a !== "" && b !== "" && Number.isFinite(x) && Number.isFinite(y);
  // What is empty comes last, whatever the order of the rest.
  return numbers ? x - y : a.localeCompare(b, "en", { numeric: true });
}

function sortBy(table: HTMLTableElement, column: number, order: Order): void {
  const body = table.tBodies[0]!;
  const text = (row: HTMLTableRowElement) => row.cells[column]?.textContent?.trim() ?? "";
  const sign = order === "ascending" ? 1 : -1;
  const rows = [...body.rows].sort((a, b) => {
    const [x, y] = [text(a), text(b)];
    if ((x === "") !== (y === "")) return x === "" ? 1 : -1;
    return sign * compare(x, y);
  });
  body.append(...rows);
  [...table.tHead!.rows[0]!.cells].forEach((cell, i) => cell.setAttribute("aria-sort", i === column ? order : "none"));
}

function makeSortable(table: HTMLTableElement): void {
  [...table.tHead!.rows[0]!.cells].forEach((cell, column) => {
    const button = make("button", { type: "button" }, cell.textContent ?? "");
    cell.replaceChildren(button);
    button.addEventListener("click", () =>
      sortBy(table, column, cell.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending"),
    );
  });
}

function addFilter(table: HTMLTableElement): void {
  const field = make("input", { type: "search", id: "filter", placeholder: "slide, case, reason, score" });
  const shown = make("span", { class: "faint", "aria-live": "polite" });
  const update = () => {
    const wanted = field.value.trim().toLowerCase();
    let count = 0;
    for (const row of table.tBodies[0]!.rows) {
      row.hidden = !row.textContent!.toLowerCase().includes(wanted);
      count += row.hidden ? 0 : 1;
    }
    shown.textContent = ` ${count} of ${table.tBodies[0]!.rows.length} slides`;
  };
  field.addEventListener("input", update);
  table.parentElement!.before(make("p", { class: "noprint" }, make("label", { for: "filter" }, "Show "), field, shown));
  update();
}

for (const table of document.querySelectorAll<HTMLTableElement>("table.sortable")) {
  makeSortable(table);
  addFilter(table);
}

// The program's own judgement (apps/web/judge), compiled to WebAssembly: nothing of it is written again here.

export interface Estimate {
  value: number;
  low: number;
  high: number;
}

export interface Clause {
  id: string;
  wording: string;
  score: string;
  count: number;
  percent: Estimate;
  percent_bootstrap: Estimate;
  comparison: string;
  largest_group: number | null;
  fired: boolean;
  margin_points: number;
  borderline: boolean;
}

// As in result.json.
export interface Answer {
  status: "scored" | "indeterminate";
  score: string | null;
  ish: string | null;
  derived: string | null;
  borderline: boolean | null;
  reasons: string[];
  flags: string[];
  rule_set: { name: string; version: string; clause: string | null };
  percent: Record<string, Estimate> | null;
  percent_bootstrap: Record<string, Estimate> | null;
  percent_complete: Estimate | null;
  table: { none: number; incomplete: Row; complete: Row };
  h_score: Estimate | null;
  counted_cells: number;
  audit: Clause[];
  warnings: string[];
}
export interface Row {
  weak: number;
  moderate: number;
  strong: number;
}

export interface RuleSet {
  name: string;
  version: string;
  title: string;
  noise_floor: { percent: number; contiguous_cells: number; neighbour_distance_um: number };
  clauses: { wording: string; id: string }[];
}
// By name; those that the charts draw are there.
export type CellClassCuts = Record<string, number> & Record<"moderate_od" | "strong_od" | "complete_fraction" | "none_fraction", number>;
// pipeline/results/judgement_json.h; what is not named here goes through as it is.
export interface Request {
  cell_class: CellClassCuts;
  rule_set: RuleSet;
  um_per_px: number;
  [rest: string]: unknown;
}

// Staining patterns by their names in the program, in its order; pipeline/pages/report_gallery.cpp has the same words.
export const patternWords = {
  none: "unstained",
  iw: "incomplete, weak",
  im: "incomplete, moderate",
  is: "incomplete, strong",
  cw: "complete, weak",
  cm: "complete, moderate",
  cs: "complete, strong",
} as const;
export const classOfPattern = [0, 1, 2, 2, 2, 2, 3] as const;
export const classNames = ["0", "1+", "2+", "3+"] as const;

interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  input(bytes: number): number;
  loadCells(): number;
  judge(): number;
  patterns(): number;
  sectors(): number;
}

// The module asks for a system it never uses: it writes no text and reads no file.
const system = new Proxy(
  {},
  {
    get: (_target, name) => () => {
      if (name === "proc_exit") throw new Error("the judgement stopped");
      return 52; // no such function
    },
  },
);

export class Judge {
  readonly cells: number;

  private constructor(private readonly exports: Exports, cells: Uint8Array) {
    exports._initialize();
    this.give(cells);
    this.cells = exports.loadCells();
  }

  static async with(module: WebAssembly.Module, cells: Uint8Array): Promise<Judge> {
    const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: system as WebAssembly.ModuleImports });
    return new Judge(instance.exports as unknown as Exports, cells);
  }

  judge(request: Request): Answer {
    this.give(new TextEncoder().encode(JSON.stringify(request)));
    const from = this.exports.judge();
    const memory = new Uint8Array(this.exports.memory.buffer);
    return JSON.parse(new TextDecoder().decode(memory.subarray(from, memory.indexOf(0, from)))) as Answer;
  }

  // Of each cell by the last judgement.
  patterns(): Uint8Array {
    return new Uint8Array(this.exports.memory.buffer, this.exports.patterns(), this.cells).slice();
  }

  // Of each cell by the last judgement; bit i = sector i is stained.
  sectors(): BigUint64Array {
    return new BigUint64Array(this.exports.memory.buffer.slice(this.exports.sectors(), this.exports.sectors() + 8 * this.cells));
  }

  private give(bytes: Uint8Array): void {
    const to = this.exports.input(bytes.length);
    new Uint8Array(this.exports.memory.buffer, to, bytes.length).set(bytes);
  }
}

// What the viewer asks of the program's server. All addresses are relative to the page.
import type { Cut } from "../judgement/cut_controls";
import type { CellClassCuts } from "../judgement/judge";
import type { Regions } from "./geojson";

export type Status = "scored" | "indeterminate" | "failed" | "skipped";

export interface RunSlide {
  index: number;
  slide: string;
  case_id: string;
  status: Status;
  score: string | null;
  reasons: string[]; // in words
  measured: boolean; // has cells, so can be opened
}

// Colours as #rrggbb. Heat: of mean H-scores 0 to 300 in equal steps.
export interface Legend {
  classes: string[]; // names; their colours are the style's, --class-0 ...
  tissue: { name: string; colour: string }[];
  heat: string[];
}

export interface OfferedRules {
  name: string;
  version: string;
  title: string;
  of_run: boolean; // what the run was judged by
  option: string; // of --rules; empty: rescore needs none
}

export interface Run {
  herald: string;
  folder: string;
  cell_class: CellClassCuts;
  cuts: Cut[];
  rule_sets: OfferedRules[];
  legend: Legend;
  words: { statuses: Record<Status, string> };
  slides: RunSlide[];
}

export interface JudgedSlide {
  index: number;
  status: "scored" | "indeterminate";
  score: string | null;
  ish: string | null;
  borderline: boolean | null;
  percent: Record<string, number> | null;
  h_score: number | null;
}

export interface Slide {
  slide: string;
  case_id: string;
  width: number; // level-0 pixels
  height: number;
  um_per_px: number;
  pixels: boolean;
  message: string;
  tile_size: number;
  max_level: number;
  cells: { detected: number; counted: number };
  regions: Regions;
  regions_locked: string; // why they can neither be shown nor saved
}

export interface Cell {
  row: number;
  id: string;
  class: string;
  class_number: number;
  pattern: string;
  pattern_words: string;
  counted: boolean;
  excluded_words: string;
  tissue: string; // what its place looks like
  tumour_probability: number;
  completeness: number;
  excess_od_um: number;
  dab_od: number;
  width_um: number | null;
  wheel: string; // SVG
  marks: string; // SVG, in level-0 pixels
  seed: [number, number];
  measures: Record<string, number>;
}

export interface SavedRegions {
  saved: string | null; // null: there are none any more
  command: string | null;
}

// Of the judgement: the cuts that are not the run's, and the place of the rule set (0: what the viewer began with).
export interface Settings {
  cuts: Record<string, number>;
  rules: number;
}

export class ServerError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Query = Record<string, string>;

// What is as in the run is left out, so that equal settings have equal addresses.
export function settingsQuery(settings: Settings): Query {
  const query: Query = {};
  for (const [name, value] of Object.entries(settings.cuts)) query[name] = String(value);
  if (settings.rules !== 0) query["rules"] = String(settings.rules);
  return query;
}

export function addressOf(path: string, query: Query = {}): string {
  const text = new URLSearchParams(query).toString();
  return text === "" ? path : `${path}?${text}`;
}

// What the server answers when all is well; else its reason as an error.
async function send(address: string, options: RequestInit): Promise<Response> {
  const response = await fetch(address, options).catch((error: unknown) => {
    throw options.signal?.aborted ? error : new Error("The server does not answer: is herald still running?");
  });
  if (response.ok) return response;
  const body = (await response.json().catch(() => null)) as { error?: unknown } | null;
  throw new ServerError(response.status, typeof body?.error === "string" ? body.error : `the server answered ${response.status}`);
}

async function ask<T>(address: string, options: RequestInit): Promise<T> {
  return (await (await send(address, options)).json()) as T;
}

export async function getTile(address: string, signal: AbortSignal): Promise<Blob> {
  return (await send(address, { signal })).blob();
}

export function getRun(): Promise<Run> {
  return ask<Run>("api/run", {});
}

export async function getJudged(settings: Settings, signal: AbortSignal): Promise<JudgedSlide[]> {
  return (await ask<{ slides: JudgedSlide[] }>(addressOf("api/judge", settingsQuery(settings)), { signal })).slides;
}

export function getSlide(index: number, signal: AbortSignal): Promise<Slide> {
  return ask<Slide>(`api/slides/${index}`, { signal });
}

// As HTML.
export async function getAnswer(index: number, settings: Settings, signal: AbortSignal): Promise<string> {
  return (await ask<{ html: string }>(addressOf(`api/slides/${index}/answer`, settingsQuery(settings)), { signal })).html;
}

// Null when no cell is near.
export async function getCell(index: number, x: number, y: number, settings: Settings, signal: AbortSignal): Promise<Cell | null> {
  const query = { x: x.toFixed(2), y: y.toFixed(2), ...settingsQuery(settings) };
  try {
    return await ask<Cell>(addressOf(`api/slides/${index}/cell`, query), { signal });
  } catch (error) {
    if (error instanceof ServerError && error.status === 404) return null;
    throw error;
  }
}

export function putRegions(index: number, regions: Regions): Promise<SavedRegions> {
  const headers = { "Content-Type": "application/json" };
  return ask<SavedRegions>(`api/slides/${index}/regions`, { method: "PUT", headers, body: JSON.stringify(regions) });
}

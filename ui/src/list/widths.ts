/** The widths that the user gave columns, rem; the others are as wide as there is room. */
import { recallText, remember } from "../lib/remember";
import { CHOICES, type Column } from "./columns";

export type Widths = Readonly<Partial<Record<Column, number>>>;

/** Narrower, a column cannot be caught any more; wider, it is not remembered, rem. */
export const NARROWEST = 2;
const WIDEST = 100;

/** How far an arrow key moves an edge, rem. */
export const STEP = 0.5;

/** A width within its limits, in steps that a key of text can hold. */
export function limited(width: number, most: number): number {
  return Math.round(Math.max(NARROWEST, Math.min(width, most, WIDEST)) * 100) / 100;
}

export function recallWidths(): Widths {
  const widths: Partial<Record<Column, number>> = {};
  for (const part of (recallText("widths") ?? "").split(",")) {
    const [name, text] = part.split(":");
    const column = (["title", ...CHOICES] as const).find((one) => one === name);
    const width = Number.parseFloat(text ?? "");
    if (column !== undefined && Number.isFinite(width)) widths[column] = limited(width, WIDEST);
  }
  return widths;
}

export function rememberWidths(widths: Widths): void {
  remember(
    "widths",
    Object.entries(widths)
      .map(([column, width]) => `${column}:${width}`)
      .join(","),
  );
}

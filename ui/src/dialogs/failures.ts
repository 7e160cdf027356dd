/** The failures as the dialog shows them: by reason, and as a text to copy. */
import type { FailureRow } from "../lib/types";

/** Reasons there are, and how many files each has; the commonest first. */
export function reasonsIn(failures: readonly FailureRow[]): { code: string; files: number }[] {
  const files = new Map<string, number>();
  for (const { code } of failures) files.set(code, (files.get(code) ?? 0) + 1);
  const reasons = [...files].map(([code, many]) => ({ code, files: many }));
  return reasons.sort((x, y) => y.files - x.files || x.code.localeCompare(y.code));
}

/** Of these, those with a reason; all of them where none is asked for. */
export function withReason(failures: readonly FailureRow[], code: string | null): FailureRow[] {
  return failures.filter((failure) => code === null || failure.code === code);
}

/** A line for each file: reason, path and sentence, parted by tabs as tables are. */
export function asText(
  failures: readonly FailureRow[],
  sentence: (failure: FailureRow) => string,
): string {
  // A name may hold what parts lines and cells.
  const cell = (word: string) => word.replaceAll(/[\t\r\n]+/g, " ");
  return failures
    .map((failure) => [failure.code, failure.path, sentence(failure)].map(cell).join("\t"))
    .join("\n");
}

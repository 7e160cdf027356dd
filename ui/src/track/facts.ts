/** What is known of a file, as names and words for them. */
import { text } from "../text";
import type { FileFacts } from "../lib/types";

/** Rows of a table; what is not known has none. */
export function factRows(
  facts: FileFacts,
  size: (bytes: number) => string,
  day: (seconds: number) => string,
): [name: string, value: string][] {
  const words = text.facts;
  const rate = facts.sample_rate_hz === null ? null : words.rate(facts.sample_rate_hz / 1000);
  const bits = facts.bit_depth === null ? null : words.bits(facts.bit_depth);
  const heard =
    facts.analysed_at === null
      ? null
      : [day(facts.analysed_at), facts.model && `${facts.model.id} ${facts.model.version}`]
          .filter(Boolean)
          .join(" · ");
  const rows: [string, string | null][] = [
    [words.format, [facts.format, facts.codec].filter((part) => part !== null).join(" · ") || null],
    [words.sampleRate, [rate, bits].filter((part) => part !== null).join(" · ") || null],
    [words.channels, facts.channels === null ? null : words.ofChannels(facts.channels)],
    [words.bitRate, facts.bit_rate_kbps === null ? null : words.kbps(facts.bit_rate_kbps)],
    [words.size, facts.size_bytes === null ? null : size(facts.size_bytes)],
    [words.modified, facts.modified_at === null ? null : day(facts.modified_at)],
    [words.added, day(facts.added_at)],
    [words.analysed, heard],
    [words.identity, facts.content_id],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== null);
}

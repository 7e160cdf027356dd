/**
 * The little Markdown a model card is written in: headings, paragraphs, lists,
 * tables, code, bold, italics, links. It becomes data, never HTML, so that no
 * text can turn into markup; what is not understood is shown as it stands.
 */

export type Inline = { kind: "text" | "bold" | "italic" | "code"; text: string };

export type Block =
  | { kind: "heading"; level: number; inline: Inline[] }
  | { kind: "paragraph"; inline: Inline[] }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] }
  | { kind: "code"; text: string };

/** Code, bold, italics, or a link, of which only the words are shown: the window opens no pages. */
const SPAN = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\([^)]*\)/g;

export function inline(line: string): Inline[] {
  const out: Inline[] = [];
  const push = (kind: Inline["kind"], text: string) => {
    if (text !== "") out.push({ kind, text });
  };
  let from = 0;
  for (const match of line.matchAll(SPAN)) {
    push("text", line.slice(from, match.index));
    const [whole, code, bold, italic, link] = match;
    if (code !== undefined) push("code", code);
    else if (bold !== undefined) push("bold", bold);
    else if (italic !== undefined) push("italic", italic);
    else push("text", link ?? "");
    from = match.index + whole.length;
  }
  push("text", line.slice(from));
  return out;
}

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const BULLET = /^\s*[-*+]\s+(.*)$/;
const NUMBER = /^\s*\d+[.)]\s+(.*)$/;
const RULE = /^\s*\|?[\s:|-]*-[\s:|-]*$/;

function cells(line: string): Inline[][] {
  return line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => inline(cell.trim()));
}

/** Whether a line begins something that is not a paragraph's next line. */
function begins(line: string): boolean {
  return HEADING.test(line) || BULLET.test(line) || NUMBER.test(line) || line.startsWith("```");
}

export function blocks(source: string): Block[] {
  const lines = source.replaceAll("\r\n", "\n").split("\n");
  const out: Block[] = [];
  let i = 0;
  const take = (while_: (line: string) => boolean): string[] => {
    const from = i;
    while (i < lines.length && while_(lines[i]!)) i += 1;
    return lines.slice(from, i);
  };
  while (i < lines.length) {
    const line = lines[i]!;
    const heading = HEADING.exec(line);
    if (line.trim() === "") {
      i += 1;
    } else if (line.startsWith("```")) {
      i += 1;
      out.push({ kind: "code", text: take((one) => !one.startsWith("```")).join("\n") });
      i += 1;
    } else if (heading) {
      i += 1;
      out.push({ kind: "heading", level: heading[1]!.length, inline: inline(heading[2]!) });
    } else if (BULLET.test(line) || NUMBER.test(line)) {
      out.push(list(line, take));
    } else if (line.includes("|") && RULE.test(lines[i + 1] ?? "")) {
      i += 2;
      const rows = take((one) => one.includes("|")).map(cells);
      out.push({ kind: "table", head: cells(line), rows });
    } else {
      const text = take((one) => one.trim() !== "" && (one === line || !begins(one)));
      out.push({ kind: "paragraph", inline: inline(text.map((one) => one.trim()).join(" ")) });
    }
  }
  return out;
}

/** A list, each item with the indented lines that go on with it. */
function list(first: string, take: (while_: (line: string) => boolean) => string[]): Block {
  const pattern = BULLET.test(first) ? BULLET : NUMBER;
  const goesOn = (line: string) => pattern.test(line) || /^\s+\S/.test(line);
  const items: string[] = [];
  for (const line of take(goesOn)) {
    const match = pattern.exec(line);
    if (match) items.push(match[1]!);
    else items[items.length - 1] += ` ${line.trim()}`;
  }
  return { kind: "list", ordered: pattern === NUMBER, items: items.map(inline) };
}

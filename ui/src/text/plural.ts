/** One or many of something: the form that English and German have. */
import { count } from "../lib/format";

export function plural(n: number, one: string, many: string): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

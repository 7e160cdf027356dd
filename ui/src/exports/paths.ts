/** Paths as text, of any system. */

/** The folder that a path lies in. */
export function dirName(path: string): string {
  const end = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return end > 0 ? path.slice(0, end) : path;
}

/**
 * Svelte attachment for a row that wraps and shows its first line only: what
 * wrapped out of sight is out of reach of the keyboard and of screen readers too.
 */
export function oneLine(row: HTMLElement): () => void {
  const look = () => {
    const [first] = row.children;
    if (!(first instanceof HTMLElement)) return;
    for (const child of row.children) {
      if (child instanceof HTMLElement) child.inert = child.offsetTop > first.offsetTop;
    }
  };
  const size = new ResizeObserver(look);
  const content = new MutationObserver(look);
  size.observe(row);
  content.observe(row, { childList: true, characterData: true, subtree: true });
  look();
  return () => {
    size.disconnect();
    content.disconnect();
  };
}

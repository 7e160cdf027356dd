/**
 * Svelte attachment for a row that wraps and shows its first line only: it is as
 * wide as that line, and what wrapped out of sight is out of reach of the keyboard
 * and of screen readers too.
 */
export function oneLine(row: HTMLElement): () => void {
  const look = () => {
    row.style.maxWidth = "";
    const [first] = row.children;
    if (!(first instanceof HTMLElement)) return;
    const none = first.offsetWidth > row.clientWidth;
    let end = 0;
    let wrapped = false;
    for (const child of row.children) {
      if (!(child instanceof HTMLElement)) continue;
      child.inert = none || child.offsetTop > first.offsetTop;
      if (child.inert) wrapped = true;
      else end = child.offsetLeft + child.offsetWidth - first.offsetLeft;
    }
    // The length of the line is a fraction of a pixel more than it says.
    if (wrapped) row.style.maxWidth = none ? "0" : `${end + 1}px`;
  };
  const size = new ResizeObserver(look);
  const content = new MutationObserver(look);
  size.observe(row.parentElement ?? row);
  content.observe(row, { childList: true, characterData: true, subtree: true });
  look();
  return () => {
    size.disconnect();
    content.disconnect();
  };
}

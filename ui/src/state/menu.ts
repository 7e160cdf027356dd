/** What a menu holds: plain words and what they do, whoever shows it. */

export interface MenuItem {
  name: string;
  /** What choosing it does; absent where it opens a further menu. */
  run?: () => void;
  /** A further menu beside this one. */
  items?: MenuItem[];
  /** The key that does the same, as it is printed. */
  key?: string;
  /** A mark before it; absent where it cannot be on or off. */
  checked?: boolean;
  disabled?: boolean;
  /** Whether a line parts it from the one above. */
  parted?: boolean;
}

/** Where a menu opens that an event asks for: at the pointer, or else under what has it. */
export function placeOf(event: MouseEvent): { x: number; y: number } {
  // A click of the button that opens it, and the menu key, have no place of their own.
  if (event.button === 2) return { x: event.clientX, y: event.clientY };
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return { x: box.left, y: box.bottom };
}

/** An open menu: its items, and the point in the window it opens at, px. */
export interface OpenMenu {
  items: MenuItem[];
  x: number;
  y: number;
}

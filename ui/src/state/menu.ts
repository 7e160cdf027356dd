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

/** An open menu: its items, and the point in the window it opens at, px. */
export interface OpenMenu {
  items: MenuItem[];
  x: number;
  y: number;
}

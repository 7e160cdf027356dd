/** What a key means in the window, apart from fields and lists that have their own. */

export type Action =
  | "playPause"
  | "back"
  | "forward"
  | "previous"
  | "next"
  | "louder"
  | "softer"
  | "search"
  | "play"
  | "escape"
  | "help"
  | "zoomIn"
  | "zoomOut"
  | "zoomUsual";

/** What of a keyboard event matters here. */
export interface Stroke {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

const PLAIN: Readonly<Record<string, Action>> = {
  " ": "playPause",
  ArrowLeft: "back",
  ArrowRight: "forward",
  ArrowUp: "louder",
  ArrowDown: "softer",
  "/": "search",
  Enter: "play",
  Escape: "escape",
  F1: "help",
  "?": "help",
};

const WITH_CONTROL: Readonly<Record<string, Action>> = {
  f: "search",
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  "0": "zoomUsual",
};

/** The action of a key stroke, or null. Ctrl is Command on a Mac. */
export function actionOf(stroke: Stroke): Action | null {
  if (stroke.altKey) return null;
  if (stroke.ctrlKey || stroke.metaKey) return WITH_CONTROL[stroke.key.toLowerCase()] ?? null;
  if (stroke.shiftKey && stroke.key === "ArrowLeft") return "previous";
  if (stroke.shiftKey && stroke.key === "ArrowRight") return "next";
  return PLAIN[stroke.key] ?? null;
}

/** Whether something is being typed here, so that letters are letters. */
export function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement && !["range", "radio"].includes(target.type)))
  );
}

/** Keys that a focused control of this kind takes for itself. */
export function takes(target: EventTarget | null, action: Action): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const presses = action === "playPause" || action === "play";
  if (presses && target.closest("button, a[href], summary") !== null) return true;
  const moves = ["back", "forward", "louder", "softer"].includes(action);
  return moves && target.closest('[role="slider"], [role="separator"], input') !== null;
}

/** Every code that the Rust side knows has a sentence here, and none is left over. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { de } from "./de";
import { en } from "./en";
import { reasonOf, sentenceOf } from "./errors";

const RUST = join(import.meta.dirname, "../../../src-tauri");

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === "tests" ? [] : sources(path);
    return name.endsWith(".rs") && name !== "tests.rs" ? [path] : [];
  });
}

function codesIn(folder: string, patterns: RegExp[]): string[] {
  return sources(join(RUST, folder)).flatMap((path) => {
    // What stands under `mod tests` is never said to a user.
    const code = readFileSync(path, "utf8").split("#[cfg(test)]\nmod tests")[0]!;
    return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1]!));
  });
}

const CODE = /Self::\w+(?:\([^)]*\)| \{ \.\. \})? => "([a-z_]+)"/g;
const FAILURE = /code: "([a-z_]+)"\.to_owned\(\)/g;
const NEW = /AppError::new\(\s*"([a-z_]+)"/g;

const codes = new Set([
  ...codesIn("library/src", [FAILURE]),
  ...codesIn("model/src/listener", [FAILURE]),
  ...codesIn("app/src", [NEW]),
  ...["library", "audio", "player", "tagging"].flatMap((crate) => {
    const text = readFileSync(join(RUST, crate, "src/error.rs"), "utf8");
    const body = text.slice(text.indexOf("pub fn code("));
    return [...body.matchAll(CODE)].map((match) => match[1]!);
  }),
]);

describe("errors", () => {
  it("have a German sentence for every code of the shell, and no others", () => {
    expect(codes.size).toBeGreaterThan(50);
    expect(Object.keys(de.errors).sort()).toEqual([...codes].sort());
  });

  it("name what they are about", () => {
    for (const [code, sentence] of Object.entries(de.errors)) {
      expect(sentence("X", "").trim(), code).toMatch(/[.]$/);
      expect(sentence("", ""), code).not.toMatch(/undefined|null/);
    }
    expect(de.errors.no_such_file!("/m/a.flac", "")).toContain("/m/a.flac");
  });

  it("say in German why the analysis rests, whatever the reason", () => {
    const progress = readFileSync(join(RUST, "library/src/queue/progress.rs"), "utf8");
    const reasons = /enum RestReason \{([^}]*)\}/.exec(progress)![1]!.matchAll(/^ {4}(\w+),$/gm);
    const words = [...reasons].map(([, name]) => name!.replace(/(?!^)[A-Z]/g, "_$&").toLowerCase());
    expect(words.length).toBeGreaterThan(3);
    expect(Object.keys(de.rests).sort()).toEqual(words.sort());
  });

  it("say why a file was skipped", () => {
    expect(de.errors.skipped!("a.flac", de.errors.drm!("", ""))).toMatch(/a\.flac.*DRM/);
  });

  it("name reasons alike in both languages", () => {
    expect(Object.keys(de.reasons)).toEqual(Object.keys(en.reasons));
  });

  it("fall back to the shell's own words", () => {
    expect(sentenceOf({ code: "constructor", message: "As it is.", about: null })).toBe(
      "As it is.",
    );
    expect(sentenceOf({ code: "no_such_file", message: "As it is." })).toBe("As it is.");
    expect(reasonOf("a_new_one")).toBe("a_new_one");
    expect(reasonOf("drm")).toBe("Copy-protected");
  });
});

/** Opens the shell and shows the window. */
import { mount } from "svelte";

import "./state/theme.svelte";
import "./app.css";
import Window from "./Window.svelte";
import { language } from "./lib/language";
import { openShell } from "./lib/shell";
import { restoreZoom } from "./lib/zoom";
import { App } from "./state/app.svelte";

document.documentElement.lang = language;
restoreZoom();
const app = new App(await openShell());
mount(Window, { target: document.getElementById("app")!, props: { app } });
void app.open();

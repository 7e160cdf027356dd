/** The plane's programs, GLSL ES 3.00. */

/** A triangle that covers the window. */
export const WINDOW_VERTEX = `#version 300 es
void main() {
  vec2 corner = vec2(float((gl_VertexID & 1) << 2), float((gl_VertexID & 2) << 1)) - 1.0;
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

/** Cells a side in whose corners the ground's tint is reckoned. */
export const TINT_CELLS = 32;

/** The ground in strips of cells, one strip an instance. */
export const TINT_VERTEX = `#version 300 es
uniform vec2 middle;
uniform vec2 span;
uniform vec3 ground;
uniform vec3 corners[4];
uniform float strength;
out vec3 shade;
void main() {
  vec2 cell = vec2(float(gl_VertexID >> 1), float(gl_InstanceID + (gl_VertexID & 1)));
  vec2 corner = 2.0 * cell / ${TINT_CELLS}.0 - 1.0;
  vec2 p = clamp((middle + corner * span - 5.0) / 4.0, -1.2, 1.2);
  vec3 tint = vec3(0.0);
  for (int i = 0; i < 4; i += 1) {
    vec2 at = vec2((i & 1) == 0 ? 0.8 : -0.8, i < 2 ? 0.75 : -0.75);
    vec2 away = p - at;
    float near = max(0.0, 1.0 - dot(away, away) / 0.9);
    tint += (corners[i] - ground) * near * near;
  }
  shade = ground + strength * tint;
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

/** A little noise hides the steps of so soft a gradient on an 8-bit screen. */
export const TINT_FRAGMENT = `#version 300 es
precision highp float;
in vec3 shade;
out vec4 colour;
float noise(vec2 p) {
  return fract(52.9829189 * fract(dot(p, vec2(0.06711056, 0.00583715))));
}
void main() {
  colour = vec4(shade + (noise(gl_FragCoord.xy) - 0.5) / 255.0, 1.0);
}`;

/** Lines across the window, one an instance, a little wider than they are seen. */
export const LINE_VERTEX = `#version 300 es
uniform vec2 middle;
uniform vec2 span;
uniform vec2 pixels;
uniform int axis;
uniform float first;
uniform float stride;
flat out float at;
void main() {
  float value = first + float(gl_InstanceID) * stride;
  at = (0.5 + 0.5 * (value - middle[axis]) / span[axis]) * pixels[axis];
  float aside = at + float((gl_VertexID & 1) * 4 - 2);
  vec2 corner = vec2(float(gl_VertexID & 2) - 1.0);
  corner[axis] = 2.0 * aside / pixels[axis] - 1.0;
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

export const LINE_FRAGMENT = `#version 300 es
precision highp float;
uniform vec3 ink;
uniform highp int axis;
uniform float strength;
flat in float at;
out vec4 colour;
void main() {
  float line = strength * clamp(1.0 - abs(gl_FragCoord[axis] - at), 0.0, 1.0);
  colour = vec4(ink * line, line);
}`;

/** A dot: a square around its spot. */
export const DOT_VERTEX = `#version 300 es
uniform vec2 middle;
uniform vec2 span;
uniform float diameter;
layout(location = 0) in vec2 spot;
layout(location = 1) in vec4 tone;
out vec3 dye;
void main() {
  dye = tone.rgb;
  gl_PointSize = diameter;
  gl_Position = vec4((spot - middle) / span, 0.0, 1.0);
}`;

/** Adds a round dot, its edge one pixel soft, to the ink: its colour, and how much of it. */
export const DOT_FRAGMENT = `#version 300 es
precision highp float;
uniform float diameter;
in vec3 dye;
out vec4 ink;
void main() {
  float from = length(gl_PointCoord - 0.5) * diameter;
  float alpha = clamp(0.5 * diameter - from, 0.0, 1.0);
  ink = vec4(dye * alpha, alpha);
}`;

/**
 * From ink to picture. The colour is the mean of all dots there, or that of the
 * last where ink above \`share\` was painted over; how much of it covers the ground grows ever more slowly with their
 * number, so that one dot shows and a thousand still differ from a hundred.
 */
export const RESOLVE_FRAGMENT = `#version 300 es
precision highp float;
uniform sampler2D sheet;
uniform vec2 pixels;
uniform float gain;
uniform float share;
uniform float most;
uniform float glow;
uniform vec3 bright;
out vec4 colour;
void main() {
  vec4 ink = texture(sheet, gl_FragCoord.xy / pixels);
  if (ink.a <= 0.0) discard;
  float cover = most * gain * ink.a / (1.0 + gain * ink.a);
  float crowd = max(0.0, ink.a - 1.0) * 0.15 * gain;
  crowd = glow * crowd / (1.0 + crowd);
  colour = vec4(mix(ink.rgb / min(ink.a, share), bright, crowd) * cover, cover);
}`;

/** A ring around a dot, with a rim of the ground's colour to stand off from others. */
export const RING_FRAGMENT = `#version 300 es
precision highp float;
uniform float diameter;
uniform float wide;
uniform vec3 ring;
uniform vec3 rim;
uniform float strength;
in vec3 dye;
out vec4 colour;
void main() {
  float from = length(gl_PointCoord - 0.5) * diameter;
  float at = 0.5 * diameter - 1.5 - 0.5 * wide;
  float line = clamp(0.5 * wide + 0.5 - abs(from - at), 0.0, 1.0);
  float aside = clamp(0.5 * wide + 1.5 - abs(from - at), 0.0, 1.0) * 0.6;
  float alpha = max(line * strength, aside);
  if (alpha <= 0.0) discard;
  colour = vec4(mix(rim, ring, line) * alpha, alpha);
}`;

/** A label's rectangle, one an instance, from its place in the texture of letters. */
export const LETTER_VERTEX = `#version 300 es
uniform vec2 pixels;
layout(location = 0) in vec4 box;
layout(location = 1) in vec2 source;
layout(location = 2) in float opacity;
out vec2 at;
flat out float strength;
void main() {
  vec2 inside = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1)) * box.zw;
  vec2 spot = 2.0 * (box.xy + inside) / pixels - 1.0;
  at = source + inside;
  strength = opacity;
  gl_Position = vec4(spot.x, -spot.y, 0.0, 1.0);
}`;

export const LETTER_FRAGMENT = `#version 300 es
precision highp float;
uniform sampler2D letters;
in vec2 at;
flat in float strength;
out vec4 colour;
void main() {
  colour = texelFetch(letters, ivec2(at), 0) * strength;
}`;

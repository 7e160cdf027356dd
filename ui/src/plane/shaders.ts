/** The plane's programs, GLSL ES 3.00. */

/** A triangle that covers the window; its fragments know their spot on the plane. */
export const GROUND_VERTEX = `#version 300 es
uniform vec2 middle;
uniform vec2 span;
out vec2 spot;
void main() {
  vec2 corner = vec2(float((gl_VertexID & 1) << 2), float((gl_VertexID & 2) << 1)) - 1.0;
  spot = middle + corner * span;
  gl_Position = vec4(corner, 0.0, 1.0);
}`;

/**
 * The ground: the theme's colour, with a breath of each corner's own colour.
 * A little noise hides the steps of so soft a gradient on an 8-bit screen.
 */
export const GROUND_FRAGMENT = `#version 300 es
precision highp float;
uniform vec3 ground;
uniform vec3 corners[4];
uniform float strength;
in vec2 spot;
out vec4 colour;
float noise(vec2 p) {
  return fract(52.9829189 * fract(dot(p, vec2(0.06711056, 0.00583715))));
}
void main() {
  vec2 p = clamp((spot - 5.0) / 4.0, -1.2, 1.2);
  vec3 tint = vec3(0.0);
  for (int i = 0; i < 4; i += 1) {
    vec2 at = vec2((i & 1) == 0 ? 0.8 : -0.8, i < 2 ? 0.75 : -0.75);
    vec2 away = p - at;
    float near = max(0.0, 1.0 - dot(away, away) / 0.9);
    tint += (corners[i] - ground) * near * near;
  }
  colour = vec4(ground + strength * tint + (noise(gl_FragCoord.xy) - 0.5) / 255.0, 1.0);
}`;

/**
 * A dot. \`pass\` 0 draws those that a filter left out, 1 the others: two draws
 * of the same buffers, so that a filter change moves one byte for each dot.
 */
export const DOT_VERTEX = `#version 300 es
uniform vec2 middle;
uniform vec2 span;
uniform float diameter;
uniform float pass;
layout(location = 0) in vec2 spot;
layout(location = 1) in vec4 tone;
layout(location = 2) in float shown;
out vec3 dye;
void main() {
  dye = tone.rgb;
  gl_PointSize = diameter;
  gl_Position = shown == pass ? vec4((spot - middle) / span, 0.0, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
}`;

/**
 * A round dot with a soft edge one pixel wide. Colour is premultiplied; \`cover\`
 * says how much of what lies below it hides: below 1, dots add up like light,
 * so that thousands on one spot show as density.
 */
export const DOT_FRAGMENT = `#version 300 es
precision highp float;
uniform float diameter;
uniform float opacity;
uniform float cover;
in vec3 dye;
out vec4 colour;
void main() {
  float from = length(gl_PointCoord - 0.5) * diameter;
  float alpha = opacity * clamp(0.5 * diameter - from, 0.0, 1.0);
  colour = vec4(dye * alpha, alpha * cover);
}`;

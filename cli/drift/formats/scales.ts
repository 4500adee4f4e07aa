/*
 * The scales of plots. d3-scale consists of ES modules, which Node.js 20 cannot load from CommonJS, so the build replaces
 * this module in `dist` by a bundle that contains d3-scale (tools/setup.mjs).
 */
export { type ScaleTime, scaleLinear, scaleUtc } from "d3-scale";

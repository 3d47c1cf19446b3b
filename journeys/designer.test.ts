/**
 * A designer with Selvage, in a real browser, from the command on: her first ten minutes by the clock, and then the rest of her first hour. It is one
 * story at one hub, as the demo, which both begin with, takes half a minute of both processors to be built.
 */
import './first-ten-minutes.ts'
import './first-hour.ts'

import { demoPatterns, makePattern } from './index.ts'

/** `node src/demo/patterns/make.ts OUTDIR [VERSION]` writes every demo pattern there. */
const [outDir, versionNumber = '2.0'] = process.argv.slice(2)
if (!outDir) {
  console.error('Name the folder to write to: node src/demo/patterns/make.ts OUTDIR [VERSION]')
  process.exit(2)
}
for (const pattern of demoPatterns) {
  const started = performance.now()
  const { files } = await makePattern(pattern, { outDir, versionNumber })
  console.log(`${pattern.title} ${versionNumber}: ${files.length} files in ${Math.round(performance.now() - started)} ms`)
}

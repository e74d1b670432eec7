import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { compile, NodePackageImporter } from 'sass'

/**
 * Compiles the stylesheet, minified, and names it by what it holds, so that browsers may keep it for
 * ever. Throws Sass's own exception where it does not compile.
 */
export const compileStylesheet = (): { stylesheet: string; stylesheetPath: string } => {
  const { css } = compile(fileURLToPath(new URL('stylesheet.scss', import.meta.url)), {
    importers: [new NodePackageImporter(import.meta.dirname)],
    style: 'compressed',
    charset: false,
    quietDeps: true,
  })
  const name = createHash('sha256').update(css).digest('hex').slice(0, 16)
  return { stylesheet: css, stylesheetPath: `/assets/${name}.css` }
}

/** @jsxImportSource react */
import type { CSSProperties, ReactNode } from 'react'
import { Button, Head, Html, Preview } from 'react-email'

const font = 'Arial, Helvetica, sans-serif'
export const ink = '#0b0c0c'
const line = '#b9c6d4'

/**
 * Everything that must hold is inline. This is for clients that know dark mode, and narrow screens:
 * without it a mail is light, and no less readable. Word's engine, by which Outlook for Windows shows
 * mail, keeps to a line's height only where it is told so.
 */
const sheet = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
p, h1, h2 { mso-line-height-rule: exactly; }
@media (max-width: 640px) {
  .m-card { width: 100% !important; }
}
@media (max-width: 480px) {
  .m-pad { padding-left: 20px !important; padding-right: 20px !important; }
  .m-around { padding: 0 !important; }
}
@media (prefers-color-scheme: dark) {
  .m-page { background-color: #10161d !important; }
  .m-card { background-color: #1a222c !important; border-color: #3c4a59 !important; }
  .m-panel { background-color: #243140 !important; }
  .m-line { border-color: #3c4a59 !important; }
  .m-text { color: #f0f3f6 !important; }
  .m-muted { color: #b9c6d4 !important; }
  .m-warn { color: #ff9d94 !important; }
}
`

const styles = {
  paragraph: { margin: '0px 0px 16px', fontFamily: font, fontSize: '16px', lineHeight: '24px', color: ink },
  heading: {
    margin: '28px 0px 10px',
    fontFamily: font,
    fontSize: '18px',
    lineHeight: '24px',
    fontWeight: 'bold',
    color: ink,
  },
  small: { margin: 0, fontFamily: font, fontSize: '14px', lineHeight: '20px', color: '#505a5f' },
} satisfies Record<string, CSSProperties>

type Children = { children: ReactNode }

const LayoutTable = ({
  width = '100%',
  style,
  className,
  children,
}: Children & {
  width?: string
  style?: CSSProperties
  className?: string
}) => (
  <table
    role="presentation"
    width={width}
    cellPadding={0}
    cellSpacing={0}
    border={0}
    className={className}
    style={{ borderCollapse: 'separate', ...style }}
  >
    <tbody>{children}</tbody>
  </table>
)

/** A table with room around it, which is a cell's padding: Word's engine keeps that, and not always a table's margin. */
const SpacedTable = ({ space, width = '100%', children }: Children & { space: string; width?: string }) => (
  <LayoutTable>
    <tr>
      <td style={{ padding: space }}>
        <LayoutTable width={width}>{children}</LayoutTable>
      </td>
    </tr>
  </LayoutTable>
)

export type LayoutProps = Children & {
  /** The document's title; the mail's subject. */
  subject: string
  /** What a list of mails shows after the subject. */
  preheader: string
  heading: string
  /** In the band at the top: whose mail this is. */
  sender: string
  about?: string
  /** Small print: why the reader gets this. */
  footer: string
}

/** The frame of every mail: a band, one column of at most 600 pixels, small print. No image, no tracking. */
export const Layout = ({ subject, preheader, heading, sender, about, footer, children }: LayoutProps) => (
  <Html lang="en-GB">
    <Head>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="supported-color-schemes" content="light dark" />
      <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
      <title>{subject}</title>
      <style>{sheet}</style>
    </Head>
    <body className="m-page" style={{ margin: 0, padding: 0, backgroundColor: '#f2f5f8' }}>
      <Preview useTitleTag={false}>{preheader}</Preview>
      {/* Web mail drops the outermost elements, and with them the language. */}
      {/* biome-ignore lint/a11y/useSemanticElements: Outlook's Word engine knows no article element */}
      <div role="article" aria-label={subject} lang="en-GB">
        <LayoutTable className="m-page" style={{ tableLayout: 'fixed', backgroundColor: '#f2f5f8' }}>
          <tr>
            <td align="center" className="m-around" style={{ padding: '24px 12px' }}>
              {/* The attribute is for Outlook, which knows no max-width and would fill its window. */}
              <LayoutTable
                width="600"
                className="m-card"
                style={{ maxWidth: '100%', backgroundColor: '#ffffff', border: `1px solid ${line}` }}
              >
                <tr>
                  <td
                    align="left"
                    className="m-pad"
                    style={{
                      padding: '16px 32px',
                      backgroundColor: '#1b3a5c',
                      borderBottom: '4px solid #5b8db8',
                      fontFamily: font,
                      fontSize: '18px',
                      lineHeight: '24px',
                      color: '#ffffff',
                    }}
                  >
                    <strong>{sender}</strong>
                    {about === undefined ? null : (
                      <p style={{ margin: 0, fontSize: '15px', lineHeight: '20px', color: '#d5e2ee' }}>
                        {about}
                      </p>
                    )}
                  </td>
                </tr>
                <tr>
                  <td
                    align="left"
                    className="m-pad"
                    style={{ padding: '28px 32px 24px', wordBreak: 'break-word' }}
                  >
                    <h1
                      className="m-text"
                      style={{
                        margin: '0px 0px 18px',
                        fontFamily: font,
                        fontSize: '26px',
                        lineHeight: '32px',
                        fontWeight: 'bold',
                        color: ink,
                      }}
                    >
                      {heading}
                    </h1>
                    {children}
                  </td>
                </tr>
                <tr>
                  <td
                    align="left"
                    className="m-pad m-line"
                    style={{ padding: '16px 32px 20px', borderTop: `1px solid ${line}` }}
                  >
                    <p className="m-muted" style={styles.small}>
                      {footer}
                    </p>
                  </td>
                </tr>
              </LayoutTable>
            </td>
          </tr>
        </LayoutTable>
      </div>
    </body>
  </Html>
)

export const Paragraph = ({ children }: Children) => (
  <p className="m-text" style={styles.paragraph}>
    {children}
  </p>
)

export const Subheading = ({ children }: Children) => (
  <h2 className="m-text" style={styles.heading}>
    {children}
  </h2>
)

export const Small = ({ children }: Children) => (
  <p className="m-muted" style={styles.small}>
    {children}
  </p>
)

/** A pale panel with a bar at its left: the facts not to be missed, or somebody's own words. */
export const Panel = ({ children }: Children) => (
  <SpacedTable space="0px 0px 20px">
    <tr>
      <td
        className="m-panel m-text"
        style={{
          padding: '12px 16px',
          backgroundColor: '#eaf1f7',
          borderLeft: '4px solid #5b8db8',
          fontFamily: font,
          fontSize: '16px',
          lineHeight: '24px',
          color: ink,
        }}
      >
        {children}
      </td>
    </tr>
  </SpacedTable>
)

/** Rows between lines, one under the other, before a subheading or the mail's end. */
export const Rows = ({ children }: Children) => <LayoutTable>{children}</LayoutTable>

export const Row = ({ children }: Children) => (
  <tr>
    <td
      className="m-line m-text"
      style={{
        padding: '12px 0',
        borderTop: `1px solid ${line}`,
        fontFamily: font,
        fontSize: '16px',
        lineHeight: '22px',
        color: ink,
      }}
    >
      {children}
    </td>
  </tr>
)

/** A second line of a row, in smaller type. */
export const Detail = ({ children }: Children) => (
  <p
    className="m-muted"
    style={{
      margin: '6px 0px 0px',
      fontFamily: font,
      fontSize: '14px',
      lineHeight: '24px',
      color: '#505a5f',
    }}
  >
    {children}
  </p>
)

/** The one thing to do, and its address for those to whom the button is dead. */
export const Action = ({ href, children }: { href: string; children: string }) => (
  <>
    <SpacedTable space="4px 0px 16px" width="auto">
      <tr>
        <td align="center" style={{ backgroundColor: '#1b5e8f', borderRadius: '4px' }}>
          <Button
            href={href}
            style={{
              padding: '15px 26px',
              backgroundColor: '#1b5e8f',
              borderRadius: '4px',
              fontFamily: font,
              fontSize: '18px',
              fontWeight: 'bold',
              color: '#ffffff',
            }}
          >
            {children}
          </Button>
        </td>
      </tr>
    </SpacedTable>
    <Small>If the button does not work, copy this address:</Small>
    <p className="m-muted" style={{ ...styles.small, marginBottom: '8px', wordBreak: 'break-all' }}>
      {href}
    </p>
  </>
)

/** Dark red words for what is late. The words say it too. */
export const Warning = ({ children }: Children) => (
  <strong className="m-warn" style={{ color: '#942514' }}>
    {children}
  </strong>
)

/** Text whose line breaks count. */
export const Lines = ({ text }: { text: string }) =>
  text.split('\n').map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the lines of one text never change places
    <span key={index}>
      {index > 0 ? <br /> : null}
      {part}
    </span>
  ))

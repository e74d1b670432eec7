/**
 * Every action of Hull's plan, read from the file row by row by eye: ref, strategic lead, improvement
 * leads, start, due, sources, status, last reviewed. A dash is an empty cell.
 */
const LIVE = `
1.1 | Mary Meredith | Kelly Hare | 2023-02 | 2025-02 | SEF | Completed | 2025-01-30
1.2 | Mary Meredith | Paul Brownlee | 2024-02 | 2025-10 | AFI4, AFI5 | On track no concerns | 2025-01-30
1.4 | Mary Meredith | Benn Broadhead | 2023-02 | 2025-02 | AFI4 | Embedded Sustained | 2025-01-30
1.5 | Mary Meredith | Mike Foers | 2023-02 | 2025-06 | SEF | Completed | 2025-01-30
1.6 | Mary Meredith | Vicki Pellatt | 2023-02 | 2025-06 | SEF | Embedded Sustained | 2025-01-30
1.7 | Mary Meredith | Hayley O'Grady | 2025-08 | 2025-09 | AP | Embedded Sustained | 2025-01-22
2.1 | Taku Zvauya | Nikki Heffernan | 2023-10 | 2026-04 | - | On track no concerns | 2025-01-30
2.2 | Taku Zvauya | Kim Porter | 2023-02 | 2024-12 | SEF, DBV | Embedded Sustained | 2025-01-30
2.3 | Taku Zvauya | Mary Meredith | 2024-02 | 2025-10 | AFI5 | Completed | 2025-01-30
2.4 | Taku Zvauya | Mary Meredith | 2024-02 | 2025-10 | AFI4 | Embedded Sustained | 2025-01-30
2.5 | Taku Zvauya | Benn Broadhead | 2024-02 | 2025-05 | AFI2, AFI4 | Embedded Sustained | 2025-01-30
2.6 | Taku Zvauya | Sara Ness | 2025-04 | 2025-10 | AFI3 | On track no concerns | 2025-01-30
2.7 | Taku Zvauya | Mary Meredith | 2024-02 | 2025-10 | AFI4 | On track no concerns | 2025-01-30
2.8 | Taku Zvauya | Mary Meredith | 2024-02 | 2025-12 | AFI4, AFI5 | On track no concerns | 2025-01-30
2.9 | Taku Zvauya | Hayley O'Grady | - | 2025-12 | AP | Completed | 2023-01-22
2.11 | Taku Zvauya | Sue Cornwall | 2025-09 | 2028-07 | - | On track no concerns | 2025-09-12
2.12 | Taku Zvauya | Hayley O'Grady | - | 2026-03 | AP | On track no concerns | -
3.2 | David Pullen-Higham | Kelly Hare | 2023-02 | 2025-04 | AFI4 | Embedded Sustained | 2025-01-30
3.3 | David Pullen-Higham | Kelly Hare | 2023-02 | 2024-04 | AFI4 | Embedded Sustained | 2025-01-30
3.4 | David Pullen-Higham | Hayley O'Grady | 2023-02 | 2025-09 | SEF, DBV | Embedded Sustained | 2025-01-30
3.5 | David Pullen-Higham | Kelly Hare | 2023-02 | 2025-01 | SEF, DBV | Completed | 2025-01-30
3.6 | David Pullen-Higham | Kelly Hare | 2023-02 | 2024-07 | SEF | Embedded Sustained | 2025-01-30
3.7 | David Pullen-Higham | Hayley O'Grady | 2023-02 | 2026-09 | DBV | On track no concerns | 2025-01-30
3.8 | David Pullen-Higham | Richard Skog | 2023-02 | 2025-09 | - | On track no concerns | 2025-01-30
3.9 | David Pullen-Higham | Kelly Hare | 2023-02 | 2026-09 | SEF | On track no concerns | 2025-01-30
3.11a | David Pullen-Higham | Mike Boddy | 2023-02 | 2024-08 | SEF | Embedded Sustained | 2025-01-30
3.11b | David Pullen-Higham | Mike Boddy | 2023-02 | 2025-12 | SEF | On track no concerns | 2025-01-30
3.12 | David Pullen-Higham | Mike Boddy | 2023-02 | 2024-12 | SEF | Embedded Sustained | 2025-01-30
3.13 | David Pullen-Higham | Michelle Priest | 2023-02 | 2024-12 | SEF | Embedded Sustained | 2025-01-30
3.17 | David Pullen-Higham | David Pullen-Higham | 2023-02 | 2024-06 | SEF | Completed | 2025-01-30
3.18 | David Pullen-Higham | David Pullen-Higham | 2023-02 | 2026-12 | SEF | On track some concerns | 2025-01-30
3.20 | David Pullen-Higham | David Pullen-Higham | 2023-02 | 2026-12 | SEF | On track some concerns | 2025-01-30
3.2b | David Pullen-Higham | Sue Cornwall | 2022-09 | 2026-12 | SEF | On track no concerns | 2025-12-09
3.21 | David Pullen-Higham | Hayley O'Grady | - | 2026-05 | AP | On track no concerns | -
3.22 | David Pullen-Higham | Hayley O'Grady | - | 2026-05 | AP | On track no concerns | -
4.4 | Kelly Hare | Tara Harness | 2023-02 | 2025-03 | AFI2, AFI5 | Completed | 2025-01-30
4.5 | Kelly Hare | Lisa Stanley | 2023-02 | 2025-03 | SEF | Completed | 2025-01-30
4.6 | Kelly Hare | Jonathan Ellis | 2023-02 | 2025-10 | SEF | On track no concerns | 2025-01-30
4.7 | Kelly Hare | Benn Broadhead | 2024-02 | 2024-08 | AFI2 | Completed | 2025-01-30
4.8 | Kelly Hare | Kelly Hare | 2024-05 | 2024-12 | AFI2 | Completed | 2025-01-30
4.9 | Kelly Hare | Diane Jeynes | 2024-05 | 2025-05 | AFI3 | Embedded Sustained | 2025-01-30
4.10 | Kelly Hare | Diane Jeynes | 2024-08 | 2025-09 | AFI3 | On track some concerns | 2025-01-30
4.11 | Kelly Hare | Jon Ashbridge | 2023-02 | 2023-09 | SEF | Embedded Sustained | 2025-01-30
4.12 | Kelly Hare | Hayley O'Grady | - | 2026-04 | AP | On track no concerns | -
4.13 | Kelly Hare | Hayley O'Grady | - | 2027-09 | AP | On track no concerns | -
4.14 | Kelly Hare | Hayley O'Grady | - | 2026-01 | AP | Completed | -
4.15 | Kelly Hare | Hayley O'Grady | - | 2025-12 | AP | Completed | -
5.1 | Mary Meredith | Kim Porter | 2023-02 | 2025-09 | AFI5 | On track no concerns | 2025-01-30
5.2 | Mary Meredith | Kim Porter | 2023-02 | 2025-09 | SEF, DBV | On track no concerns | 2025-01-30
5.3 | Mary Meredith | Kim Porter | 2023-02 | 2025-09 | SEF, DBV | On track no concerns | 2025-01-30
5.4 | Mary Meredith | Lisa Stanley | 2023-02 | 2024-10 | AFI1 | Embedded Sustained | 2025-01-30
5.5 | Mary Meredith | Kelly Hare | 2023-02 | 2025-01 | - | Embedded Sustained | 2025-01-30
5.6 | - | Kelly Hare | - | - | AP | - | -
5.7 | - | - | - | - | AP | - | -
5.8 | - | Kim Porter | - | - | AP | - | -
5.9 | - | Kim Porter | - | - | AP | - | -
6.1 | Steve Tomlinson | Steve Tomlinson | 2024-03 | 2024-11 | AFI1 | Embedded Sustained | 2025-01-30
6.2 | Steve Tomlinson | Steve Tomlinson | 2024-11 | 2025-02 | AFI1 | Embedded Sustained | 2025-01-30
6.3 | Steve Tomlinson | Nikki Heffernan, Zoe Golding | 2023-02 | 2025-12 | SEF | On track some concerns | 2025-01-30
6.4 | Steve Tomlinson | Nikki Heffernan, Zoe Golding | 2023-02 | 2025-12 | ASC Programme | Embedded Sustained | 2025-01-30
6.5 | Steve Tomlinson | Debbie Haytree, Zoe Golding | 2024-03 | 2025-10 | ASC Programme | Embedded Sustained | 2025-01-30
6.6 | Steve Tomlinson | Paul Brownlee | 2024-03 | 2025-10 | AFI1 | On track some concerns | 2025-01-30
6.7 | Steve Tomlinson | Steve Tomlinson, Zoe Golding | 2023-02 | 2025-12 | AFI1 | On track some concerns | 2025-01-30
6.8 | Steve Tomlinson | Steve Tomlinson | 2023-02 | 2025-03 | AFI1 | Embedded Sustained | 2025-01-30
6.9 | Steve Tomlinson | Fiona Amott | 2023-02 | 2025-05 | DBV | Embedded Sustained | 2025-01-30
6.10 | Steve Tomlinson | Fiona Amott | 2023-02 | 2024-12 | AFI1 | Embedded Sustained | 2025-01-30
6.11 | Steve Tomlinson | Fiona Amott | 2023-02 | 2025-05 | DfE Programme | Embedded Sustained | 2025-01-30
6.12 | Steve Tomlinson | Fiona Amott | 2023-02 | 2025-05 | DfE programme | Embedded Sustained | 2025-01-30
6.13 | Steve Tomlinson | Steve Tomlinson | 2023-02 | 2024-12 | SEF | Embedded Sustained | 2025-01-30
6.14 | Steve Tomlinson | Hayley O'Grady | - | 2026-04 | AP | On track no concerns | -
6.15 | Steve Tomlinson | Steve Tomlinson | 2025-12 | 2027-12 | - | On track no concerns | -
6.16 | Steve Tomlinson | Steve Tomlinson, Katie Fisher | 2025-12 | 2028-12 | - | On track some concerns | -
6.17 | Steve Tomlinson | Steve Tomlinson, Rachel Roberts | 2025-12 | 2027-12 | - | On track some concerns | -
6.18 | Steve Tomlinson | Steve Tomlinson, Mike Foers | 2025-12 | 2027-12 | - | On track some concerns | -
`

const CLOSED = `
1.3 | Assistant Director Learning & Skills. | Lead Performance Compliance Commissioning Officer Standards & Effectiveness Officer | 2023-02 | 2023-09 | SEF | Embedded Sustained | 2024-04-24
3.1 | Assistant Director Learning & Skills. | Standards & Effectiveness Officer | 2023-02 | 2023-11 | SEF, DBV | Completed | 2024-04-12
3.10 | Assistant Director Learning & Skills. | Head of Service (SEND) | 2023-02 | 2024-04 | SEF | Completed | 2024-04-12
3.14 | Assistant Director Safeguarding | Head of Service | 2023-02 | 2023-08 | SEF | Embedded Sustained | 2024-02-21
3.15 | Assistant Director Safeguarding | Head of Service | 2023-02 | 2023-08 | SEF | Completed | 2024-04-24
3.16 | Assistant Director Safeguarding | Head of Service | 2023-02 | 2023-12 | SEF | Completed | 2024-04-24
3.19 | Assistant Director Learning & Skills. | Head of Service (SEND) | 2023-02 | 2023-10 | SEF | Completed | 2024-04-12
`

const toRows = (table: string, closed: boolean) =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [ref = '', ...cells] = line.split(' | ').map((cell) => cell.trim())
      const [strategic = '', leads = '', start = '', due = '', sources = '', status = '', reviewed = ''] =
        cells
      return {
        ref,
        closed,
        strategicLeads: listOf(strategic),
        improvementLeads: listOf(leads),
        start: textOrNull(start),
        due: textOrNull(due),
        sources: listOf(sources),
        status: textOrNull(status),
        lastReviewed: textOrNull(reviewed),
      }
    })

const listOf = (cell: string): string[] => (cell === '-' ? [] : cell.split(', '))
const textOrNull = (cell: string): string | null => (cell === '-' ? null : cell)

export const hullTable = [...toRows(LIVE, false), ...toRows(CLOSED, true)]

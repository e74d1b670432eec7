import { describe, expect, test } from 'vitest'
import { ensureSystemPackage, type Installer } from '../../../infra/local/system-packages.ts'

/** A machine on which a program appears once it has been installed. */
const machineWithout = (installer: Partial<Installer>, installs = true) => {
  const runs: string[] = []
  const said: string[] = []
  const wanted = {
    find: () => (installs && runs.some((run) => run.includes('install')) ? 'java' : null),
    debian: ['default-jre-headless'],
    purpose: 'the table needs Java',
    elsewhere: 'https://adoptium.net',
  }
  const ensure = () =>
    ensureSystemPackage('java', wanted, {
      hasApt: true,
      isRoot: true,
      say: (line) => said.push(line),
      run: (command, args) => runs.push([command, ...args].join(' ')) > 0,
      ...installer,
    })
  return { ensure, runs, said }
}

describe('a missing program', () => {
  test('is installed on Debian by root, who is told', () => {
    const { ensure, runs, said } = machineWithout({})
    expect(ensure()).toBe('java')
    expect(runs).toEqual([
      'apt-get update',
      'apt-get install -y --no-install-recommends default-jre-headless',
    ])
    expect(said).toEqual(['Installing default-jre-headless, because the table needs Java'])
  })

  test.each([
    ['without root', { isRoot: false }],
    ['without apt', { hasApt: false }],
  ])('%s is asked for in one line, and nothing is run', (_, installer) => {
    const { ensure, runs } = machineWithout(installer)
    expect(ensure).toThrow(
      'The table needs Java: on Debian or Ubuntu run "sudo apt-get install default-jre-headless", elsewhere see https://adoptium.net',
    )
    expect(runs).toEqual([])
  })

  test('that could not be installed is asked for too', () => {
    expect(machineWithout({}, false).ensure).toThrow('sudo apt-get install default-jre-headless')
  })
})

test('a program that is there is left alone', () => {
  const installer: Installer = {
    hasApt: true,
    isRoot: true,
    say: () => {},
    run: () => {
      throw new Error('nothing should be installed')
    },
  }
  const wanted = { find: () => '/usr/bin/java', debian: ['x'], purpose: 'x', elsewhere: 'x' }
  expect(ensureSystemPackage('java', wanted, installer)).toBe('/usr/bin/java')
})

import { App } from 'aws-cdk-lib'
import { describe, expect, it } from 'vitest'
import { readSettings } from '../../infra/aws/settings.ts'

const context = {
  stage: 'dev',
  region: 'eu-west-2',
  mailFrom: 'updates@partnership.test',
  alarmEmail: 'alarms@partnership.test',
}
const readFrom = (changes: Record<string, unknown>) =>
  readSettings(new App({ context: { ...context, ...changes } }).node)

describe('the settings of a deployment', () => {
  it('takes the domain of the sender as the verified identity', () => {
    expect(readFrom({}).mailIdentity).toBe('partnership.test')
  })

  it('takes another identity where one is given', () => {
    expect(readFrom({ mailIdentity: 'updates@partnership.test' }).mailIdentity).toBe(
      'updates@partnership.test',
    )
  })

  it('reads an empty setting as none', () => {
    expect(readFrom({ domainName: '', certificateArn: '' }).domainName).toBeUndefined()
  })

  it('takes the rate of a new account where none is given, and reads one from the command line', () => {
    expect(readFrom({}).mailsPerSecond).toBe(1)
    expect(readFrom({ mailsPerSecond: '14' }).mailsPerSecond).toBe(14)
  })

  it.each([
    { stage: 'live' },
    { mailsPerSecond: '0' },
    { mailsPerSecond: 'many' },
    { region: 'London' },
    { mailFrom: 'updates' },
    { alarmEmail: undefined },
    { domainName: 'updates.partnership.test' },
    { certificateArn: 'arn:aws:acm:eu-west-2:111111111111:certificate/one' },
    {
      domainName: 'https://updates.partnership.test',
      certificateArn: 'arn:aws:acm:eu-west-2:1:certificate/one',
    },
  ])('refuses %j', (changes) => {
    expect(() => readFrom(changes)).toThrow()
  })

  it('knows an address that nobody can have', () => {
    expect(readFrom({ mailFrom: 'updates@muster.example' }).hasPlaceholders).toBe(true)
    expect(readFrom({}).hasPlaceholders).toBe(false)
  })
})

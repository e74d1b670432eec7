import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linkIn } from '../../infra/local/example-answers.ts'
import {
  DESKTOP,
  expectGood,
  go,
  type HullInBrowser,
  openHullInBrowser,
  PHONE,
} from '../support/hull-in-browser.ts'

const pdf = { name: 'Prüfung “Mai”.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 x') }
const script = { name: 'report.pdf', mimeType: 'application/pdf', buffer: Buffer.from('#!/bin/sh') }
const large = {
  name: 'large.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.alloc(11 * 1024 * 1024, '%PDF-'),
}

describe('files that show impact, in a browser', () => {
  let hull: HullInBrowser

  beforeAll(async () => {
    hull = await openHullInBrowser()
  })
  afterAll(() => hull?.stop())

  it.each([
    {
      javaScriptEnabled: false,
      viewport: DESKTOP,
      address: 'mary.meredith@hull-council.example',
      ref: '2.7',
    },
    { javaScriptEnabled: true, viewport: PHONE, address: 'kelly.hare@hull-council.example', ref: '3.9' },
  ])(
    'are added, refused, removed and downloaded, with JavaScript $javaScriptEnabled',
    async ({ javaScriptEnabled, viewport, address, ref }) => {
      const { machine, browser } = hull
      const context = await browser.newContext({ javaScriptEnabled, viewport })
      const page = await context.newPage()
      const broken: string[] = []
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) broken.push(message.text())
      })
      const isGood = async () => {
        if (javaScriptEnabled) await expectGood(page)
        else expect(await page.locator('h1').count()).toBe(1)
      }
      const files = `${machine.webUrl}/form/action/${ref}/files`
      const main = () => page.locator('main').textContent()
      const mail = machine.mailbox.mails().findLast(({ to }) => to.includes(address))
      if (!mail) throw new Error('there is no such mail')
      await page.goto(linkIn(mail))
      await go(page, page.getByRole('button', { name: 'Continue' }))
      await page.goto(`${machine.webUrl}/form/action/${ref}`)
      await page.getByLabel('What has happened since last time?').fill('Half a sentence')
      await go(page, page.getByRole('button', { name: 'Add files' }))
      expect(page.url()).toBe(files)
      await isGood()

      await page.getByLabel('Choose a file').setInputFiles(pdf)
      await go(page, page.getByRole('button', { name: 'Add this file' }))
      expect(page.url()).toMatch(`${files}?added=`)
      expect(await page.getByRole('alert').textContent()).toContain(`“${pdf.name}” is added.`)
      expect(await main()).toContain('PDF, 10 bytes')
      await isGood()

      await page.getByLabel('Choose another file').setInputFiles(script)
      await go(page, page.getByRole('button', { name: 'Add this file' }))
      expect(await page.title()).toMatch(/^Error: /)
      expect(await main()).toContain('“report.pdf” is not what its name says')
      expect(await main()).toContain(pdf.name)
      await isGood()

      await page.getByLabel('Choose another file').setInputFiles(large)
      const press = page.getByRole('button', { name: 'Add this file' })
      const sent: string[] = []
      page.on('request', (request) => {
        if (request.method() === 'POST') sent.push(request.url())
      })
      await go(page, press)
      // With a script nothing is sent at all; what is wrong is said in the same way.
      expect(sent.length).toBe(javaScriptEnabled ? 0 : 1)
      const problem = `${javaScriptEnabled ? 'The file' : '“large.pdf”'} is 11 MB, and at most 10 MB can be added.`
      const isRefused = async (words: string) => {
        expect(await page.title()).toMatch(/^Error: /)
        expect(await page.locator('.govuk-error-summary a[href="#file"]').textContent()).toContain(words)
        expect(await page.locator('#file-error').textContent()).toContain(words)
        expect(await page.locator('.govuk-notification-banner').count()).toBe(0)
        await isGood()
      }
      await isRefused(problem)

      await page.getByLabel('Choose another file').setInputFiles({ ...pdf, name: 'other.pdf' })
      await go(page, press)
      await go(page, page.getByRole('button', { name: 'Add this file' }))
      await isRefused('Choose a file')

      await page.goto(`${machine.webUrl}/form/action/${ref}`)
      expect(await page.getByLabel('What has happened since last time?').inputValue()).toBe('Half a sentence')
      await isGood()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: `Download ${pdf.name}` }).click(),
      ])
      expect(download.suggestedFilename()).toBe(pdf.name)
      expect(await readFile(await download.path())).toEqual(pdf.buffer)

      await go(page, page.getByRole('button', { name: 'Add or remove files' }))
      await go(page, page.getByRole('button', { name: `Remove ${pdf.name}` }))
      expect(await page.getByRole('alert').textContent()).toContain('The file is removed from your answer')
      expect(await page.getByLabel('Choose a file').count()).toBe(1)
      await isGood()
      expect(broken).toEqual([])
    },
  )
})

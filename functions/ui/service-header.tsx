import { type Content, classes, type Maybe } from './markup.ts'

export type NavigationItem = {
  href: string
  text: Content
  /** `page` for the page itself, `section` for a page below it. */
  current?: 'page' | 'section' | undefined
}

/** Whose service this is. Before anybody is known, for instance on an expired link, both are absent. */
export type Service = {
  partnership?: string | undefined
  plan?: string | undefined
  /** Where the plan's name leads; without it the name is no link. */
  href?: string | undefined
}

/** The service's name as titles and the header give it. */
export const nameService = ({ plan, partnership }: Service): string => plan ?? partnership ?? 'Muster'

const Navigation = ({ items }: { items: readonly Maybe<NavigationItem>[] }) => (
  <div class="govuk-service-navigation">
    <div class="govuk-width-container">
      <div class="govuk-service-navigation__container">
        <nav aria-label="Menu" class="govuk-service-navigation__wrapper">
          <ul class="govuk-service-navigation__list">
            {items.map(
              (item) =>
                item && (
                  <li
                    class={classes(
                      'govuk-service-navigation__item',
                      item.current && 'govuk-service-navigation__item--active',
                    )}
                  >
                    <a
                      class="govuk-service-navigation__link"
                      href={item.href}
                      aria-current={item.current && (item.current === 'page' ? 'page' : 'true')}
                    >
                      {item.current ? (
                        <strong class="govuk-service-navigation__active-fallback">{item.text}</strong>
                      ) : (
                        item.text
                      )}
                    </a>
                  </li>
                ),
            )}
          </ul>
        </nav>
      </div>
    </div>
  </div>
)

type ServiceHeaderProps = {
  service: Service
  /** Who is signed in and the way out; at the right of the header. */
  account?: Content
  navigation?: readonly Maybe<NavigationItem>[] | undefined
}

/** Plan's and partnership's name, and the pages of the service. */
export const ServiceHeader = ({ service, account, navigation }: ServiceHeaderProps) => (
  <header>
    <div class="muster-header">
      <div class="govuk-width-container muster-header__container">
        <div class="muster-header__names">
          {service.plan && service.partnership && (
            <p class="muster-header__partnership">{service.partnership}</p>
          )}
          <p class="muster-header__plan">
            {service.href ? (
              <a class="muster-header__link" href={service.href}>
                {nameService(service)}
              </a>
            ) : (
              nameService(service)
            )}
          </p>
        </div>
        {account && <div class="muster-header__account">{account}</div>}
      </div>
    </div>
    {navigation && <Navigation items={navigation} />}
  </header>
)

/** The end of every page: who to turn to, and whatever else the children say. */
export const Footer = ({ children }: { children?: Content }) => (
  <footer class="muster-footer">
    <div class="govuk-width-container">{children}</div>
  </footer>
)

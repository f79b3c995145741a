"""Somebody at a browser: what they do there as verbs, so that a journey reads as a story.

Fields, buttons and links are found by the words that a person reads or hears, never by an id.
Whatever page they arrive at is looked at as a whole: one heading, a title, no problem that axe finds, nothing too wide.
"""

import re

try:
    from playwright.sync_api import expect
except ImportError:
    expect = None  # the fixture `browser` says so

PASSWORD = "a long enough phrase"  # noqa: S105  (of everybody in these stories)

MANY_TABS = 250


class Somebody:
    """A person with a mouse or a finger. `page`: their browser; `axe`: what looks for barriers on a page."""

    runs_scripts = True

    def __init__(self, page, axe):
        self.page, self.axe = page, axe

    # --- Going somewhere

    def opens(self, path):
        self.page.goto(path)

    def arrives(self, heading, title="", after_an_error=False):
        """They are on the page with this heading, and it is fit to be read by everybody. `title`: if it differs."""
        headings = self.page.locator("h1")
        expect(headings).to_have_count(1)
        expect(headings).to_contain_text(heading)
        start = "Error: " if after_an_error else ""
        expect(self.page).to_have_title(re.compile(f"^{start}(?!Error:).*{re.escape(title or heading)}.* – Alongside$"))
        self.looks_around()
        if after_an_error and self.runs_scripts:
            expect(self.page.locator(":focus")).to_contain_text("There is a problem")

    def looks_around(self):
        """The page as it stands has no barrier, and is no wider than the window."""
        self.waits_for_scripts()
        assert_nothing_sticks_out(self.page)
        self.axe(self.page)

    def waits_for_scripts(self):
        if self.runs_scripts:
            expect(self.page.locator("body")).to_have_class(re.compile("nhsuk-frontend-supported"))

    def signs_in(self, email, heading, title="", password=PASSWORD):
        """Through the page that everybody uses, to the page where their role begins."""
        self.opens("/account/login/")
        self.arrives("Sign in")
        self.types("Email address", email)
        self.types("Password", password)
        self.presses("Sign in")
        self.arrives(heading, title)

    # --- Reading

    def reads(self, *texts):
        """Each of these stands on the page for everybody to see."""
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def does_not_read(self, *texts):
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True)).to_have_count(0)

    def is_told(self, sentence):
        """The banner after something was done says so."""
        expect(self.page.get_by_role("alert")).to_contain_text(sentence)

    def is_stopped(self, message, beside):
        """An error stands beside the field that it is about, and in the summary, which leads there."""
        summary = self.page.get_by_role("alert").filter(has_text="There is a problem")
        link = summary.get_by_role("link", name=message)
        expect(link).to_be_visible()
        field = self.field(beside)
        expect(field).to_have_accessible_description(re.compile(re.escape(message)))
        there = field.evaluate(
            "(field, to) => field.matches(to) || !!field.querySelector(to)", link.get_attribute("href")
        )
        assert there, f"“{message}” in the summary does not lead to “{beside}”."

    def still_has_typed(self, label, text):
        expect(self.field(label)).to_have_value(text)

    def row(self, name):
        """The row of a table, or the item of a list, that has these words in it."""
        return self.page.locator("tbody tr, main li").filter(has_text=name).first

    # --- Doing

    def follows(self, link, within=None):
        with self.page.expect_navigation():
            self.press((within or self.page).get_by_role("link", name=link).filter(visible=True).first)

    def follows_row(self, words):
        """The one button of the row, in a list of what waits, that has these words in it."""
        with self.page.expect_navigation():
            self.press(self.row(words).get_by_role("button"))

    def presses(self, button):
        """A button that sends a form, or a link that looks like a button."""
        with self.page.expect_navigation():
            self.press(self.page.get_by_role("button", name=button, exact=True).filter(visible=True).first)

    def unfolds(self, summary):
        self.press(self.page.locator("summary").filter(has_text=summary).first)

    def unfolds_the_menu(self):
        """On a phone most links of the header are behind a button."""
        self.press(self.page.get_by_role("button", name="Browse More"))
        self.looks_around()

    def types(self, label, text):
        self.fill(self.field(label), text)

    def types_a_day(self, legend, day):
        """In three boxes: day, month and year."""
        boxes = self.question(legend)
        for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            self.fill(boxes.get_by_label(label, exact=True), str(value))

    def chooses(self, option, of):
        """One of several: the option of a question."""
        self.choose(self.question(of).get_by_role("radio", name=option, exact=True))

    def ticks(self, *options):
        for option in options:
            self.tick(self.page.get_by_role("checkbox", name=option, exact=True))

    def selects(self, label, option):
        self.select(self.field(label), option)

    # --- Finding by the words on the page

    def field(self, label):
        """The box or the question with this label, whether or not it is marked as optional."""
        named = exactly(label)
        asked = self.page.get_by_role("group", name=named)
        return asked.or_(self.page.get_by_label(named)).filter(visible=True).first

    def question(self, legend):
        return self.page.get_by_role("group", name=exactly(legend))

    # --- How it is done: by mouse or finger here, by keyboard alone below

    def press(self, thing):
        thing.click()

    def fill(self, box, text):
        box.fill(text)

    def choose(self, radio):
        radio.check()

    def tick(self, checkbox):
        checkbox.check()

    def select(self, menu, option):
        """An option of a menu that has these words in it."""
        menu.select_option(label=menu.locator("option").filter(has_text=option).first.inner_text())


class SomebodyWithoutJavascript(Somebody):
    """Their browser runs no scripts, as where a network blocks them."""

    runs_scripts = False


class SomebodyAtTheKeyboard(Somebody):
    """They have no mouse: Tab moves, Enter and Space press, arrows choose."""

    def __init__(self, page, axe):
        super().__init__(page, axe)
        # An error on the console fails the test (tests/browser.py).
        page.add_init_script("addEventListener('pointerdown', () => console.error('A mouse was used.'))")

    def goes_to(self, thing):
        """Press Tab until the thing has the focus. Fails where Tab never comes to it."""
        for _ in range(MANY_TABS):
            if thing.evaluate("thing => thing === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {thing}")

    def press(self, thing):
        self.goes_to(thing)
        self.page.keyboard.press("Enter")

    def fill(self, box, text):
        self.goes_to(box)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, checkbox):
        self.goes_to(checkbox)
        if not checkbox.is_checked():
            self.page.keyboard.press("Space")
        expect(checkbox).to_be_checked()

    def choose(self, radio):
        """Tab stops once at a group of radio buttons; the arrows move within it, and choose."""
        name = radio.get_attribute("name")
        for _ in range(MANY_TABS):
            if self.page.evaluate("name => document.activeElement.name === name", name):
                break
            self.page.keyboard.press("Tab")
        for _ in range(MANY_TABS):
            if radio.evaluate("radio => radio === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        if not radio.is_checked():
            self.page.keyboard.press("Space")
        expect(radio).to_be_checked()

    def select(self, menu, option):
        """A menu jumps to what is typed."""
        self.goes_to(menu)
        self.page.keyboard.type(option)
        expect(menu.locator("option:checked")).to_contain_text(option)


def exactly(label):
    return re.compile(rf"^\s*{re.escape(label)}( \(optional\))?\s*$")


def assert_nothing_sticks_out(page):
    """No page is wider than its window: nobody has to scroll sideways, and nothing is cut off."""
    width = page.viewport_size["width"]
    # The menu folds a moment after the window has changed.
    for _ in range(10):
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        if wide <= width:
            return
        page.wait_for_timeout(50)
    culprits = page.evaluate(
        """width => [...document.body.querySelectorAll("*")]
            .filter(thing => thing.getBoundingClientRect().right > width + 1)
            .slice(0, 5).map(thing => thing.outerHTML.slice(0, 120))""",
        width,
    )
    raise AssertionError(f"{page.url} is {wide} wide in a window of {width}:\n" + "\n".join(culprits))

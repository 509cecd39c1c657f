"""Each sentence of the README's steps and of the pages for people is tied to a row of the guarantees or to a test that shows it."""

import re

import pytest

from tests.house.sources import ROOT
from tests.house.test_guarantees import ROWS, is_there


def sentences(text: str) -> list[str]:
    """The sentences of a page, without its headings, pictures and code, and without the header rows of tables."""
    text = re.sub(r"```[^`]*```|!\[[^]]*\]\([^)]*\)|^(?:#|日本語)[^\n]*", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\|[^\n]*\|\n\|(?:---\|)+$", "", text, flags=re.MULTILINE)
    found = []
    for block in re.split(r"\n\s*\n|\n(?=\||\d+\. )", text):
        line = re.sub(r"^\d+\. |\*\*[^*]+\.\*\* ", "", " ".join(block.split())).strip("| ")
        found += re.split(r"(?<=\.)\s+(?=[A-Z*[]|30 )", line) if line else []
    return found


ADVICE = "advice, or what the page is about: nothing that a test could show"
STRUCTURE = "## Where things are"  # from here on the README is about the sources

BOARD, TALK = "tests/reviews/tables/test_views.py", "tests/browser/test_changes.py"
JOINING, LINKS = "tests/workshop/people/test_joining.py", "tests/workshop/people/test_personal_links.py"
MAIN_ROOM, OVER = "tests/workshop/main_room/test_views.py", "tests/workshop/main_room/test_over.py"
PASSWORDS, ROSTER = "tests/workshop/accounts/test_passwords.py", "tests/workshop/groups/test_corrections.py"
GROUPS, GROUPING = "tests/workshop/groups/test_services.py", "tests/workshop/groups/test_grouping.py"
MOVES, SESSION = "tests/workshop/sessions/test_moves.py", "tests/reviews/pillars/test_beginning.py"
SUMMARY, CORRECTIONS = "tests/reviews/summaries/test_services.py", "tests/reviews/summaries/test_corrections.py"
MODERATION, SCREEN = "tests/reviews/comments/test_moderation.py", "tests/reviews/comments/test_panes.py"
BANNER, DEMO = "tests/workshop/embedded/test_banner.py", "tests/journeys/test_demo.py"
SERVE, BOOTSTRAP = "tests/startup/test_serve.py", "tests/startup/test_bootstrap.py"
OBSERVERS = "tests/house/test_sentences.py::test_no_service_gives_anybody_another_role_than_lead"
PILLAR = "tests/browser/test_journey.py::test_a_pillar_from_the_code_to_its_pdf"
DAY = "tests/journeys/test_a_day.py::test_a_day_from_the_code_to_five_summaries"
REHEARSAL = (
    "tests/journeys/test_a_rehearsal.py::test_eight_simulated_people_live_through_five_pillars_without_a_violation"
)
FACILITATOR = "tests/workshop/management/test_facilitator.py"
FULL_DAY = "tests/workshop/sessions/test_agenda.py::test_the_full_day_is_the_real_timetable"
LIBRARY = "tests/reviews/management/test_publish.py::test_a_new_session_can_be_made_right_after_preparing"
ANYWHERE = (
    "tests/browser/test_composing_anywhere.py::test_a_comment_is_written_on_any_page_by_one_request_without_a_name"
)

# By the beginning of each sentence.
TIED = {
    "docs/participant.md": {
        "What to do during the workshop": [ADVICE],
        "You need a browser": [f"{JOINING}::test_name_and_company_are_enough_for_a_membership", PILLAR],
        "Open the address on the screen": [
            PILLAR,
            f"{SCREEN}::test_the_screens_page_has_the_code_the_qr_and_the_promise_and_sits_by_its_token",
        ],
        "Enter your name": [f"{JOINING}::test_name_and_company_are_enough_for_a_membership"],
        "It is in the main room": [
            f"{MAIN_ROOM}::test_the_personal_link_is_shown_to_its_person_alone",
            f"{LINKS}::test_opening_a_personal_link_takes_no_membership_but_pressing_its_button_does",
        ],
        "Do not share it": [f"{LINKS}::test_opening_a_personal_link_takes_no_membership_but_pressing_its_button_does"],
        "If somebody else has it": [
            f"{ROSTER}::test_everything_a_participant_may_do_with_themselves_is_on_one_page",
            f"{ROSTER}::test_a_participant_who_lost_a_phone_replaces_the_link_and_stays_here",
        ],
        "The main room shows": [
            f"{MAIN_ROOM}::test_it_follows_the_stage",
            "tests/reviews/pillars/test_agenda.py::test_in_an_overrun_the_forecast_counts_from_now_wherever_it_is_shown",
        ],
        "The page updates automatically": [
            "D6",
            "tests/browser/test_line.py::test_a_page_without_a_socket_still_shows_what_others_write",
        ],
        "It opens with the reading stage": ["I2"],
        "Once the groups are assigned": [PILLAR],
        "Choose a focus question": [
            PILLAR,
            "tests/browser/test_on_a_phone.py::test_the_number_of_a_paragraph_leads_to_it_at_the_table",
        ],
        "You can also write messages": [PILLAR],
        "*Comment* is on every page": [ANYWHERE],
        "A facilitator checks": ["A12"],
        "Half a minute or more": ["F10"],
        "On a shared device": ["S10"],
        "After the session, your personal link": [
            f"{OVER}::test_it_leads_to_the_summaries_ones_table_and_the_scenario",
            f"{OVER}::test_the_personal_link_is_there_since_no_code_opens_it_any_more",
            "tests/reviews/tables/test_earlier_tables.py::test_former_members_of_a_table_can_still_read_its_board",
        ],
        "If the connection is lost": [
            "D11",
            "tests/browser/test_outbox.py::test_posts_written_without_a_connection_are_sent_automatically_once_and_in_order",
        ],
        "your name and company": [
            f"{MAIN_ROOM}::test_the_people_of_a_table_are_shown_to_its_members",
            f"{ROSTER}::test_the_desk_sees_everyone_with_their_companies_before_groups_exist",
        ],
        "your group's findings and answers": [
            "I1",
            "tests/reviews/tables/test_changes.py::test_a_card_says_who_wrote_and_who_changed_it",
        ],
        "The comment screen shows everyone": [
            "I1",
            "tests/browser/test_screen_turns.py::test_the_middle_follows_the_stage_and_the_code_is_always_there",
        ],
        "Everyone sees the findings": [
            "I1",
            f"{BOARD}::test_a_table_keeps_its_talk_and_shows_its_board_when_it_presents",
        ],
        "messages to your table": ["I1"],
        "They are not part of the PDF": [
            f"{SUMMARY}::test_a_summary_names_no_participant_and_says_how_many_there_were_in_each_group"
        ],
        "the PDF of a pillar": [
            "F10",
            "tests/documents/test_making.py::test_a_rendered_summary_is_a_pdf_that_everyone_gets",
        ],
        "It contains the findings": [
            "tests/documents/test_summary.py::test_a_summary_says_what_was_defined_found_answered_and_commented",
            f"{SUMMARY}::test_a_summary_names_no_participant_and_says_how_many_there_were_in_each_group",
        ],
        "an anonymous comment": ["A12"],
        "The author is not stored": ["A2"],
        "Your writing style": ["A8", "A10"],
        "The page behind": ["A10"],
        "[SECURITY.md]": [ADVICE],
    },
    "docs/facilitator.md": {
        "What to do before": [ADVICE],
        "A facilitator signs in": [
            f"{FACILITATOR}::test_the_first_facilitator_is_made_and_signs_in_by_the_printed_link",
            "S2",
        ],
        "Open the link and press": ["S2"],
        "The list of your sessions": [
            f"{PASSWORDS}::test_an_account_without_a_password_is_told_so_on_the_list_and_before_signing_out",
            f"{FACILITATOR}::test_a_used_link_is_followed_by_a_fresh_one",
        ],
        "You choose its title": [LIBRARY, f"{SESSION}::test_any_other_hour_is_not_asked_about"],
        "The first language": [f"{SUMMARY}::test_the_summary_speaks_the_sessions_first_language"],
        "The agenda of a full day": [FULL_DAY, DAY],
        "People can join from that moment": [DAY],
        "Show the *Comment screen*": [
            "tests/workshop/desk/test_screen_link.py::test_the_desk_shows_the_link_and_leads_to_the_screen_by_the_present_one"
        ],
        "On a computer where": [
            "tests/workshop/desk/test_screen_link.py::test_the_desk_shows_the_link_and_leads_to_the_screen_by_the_present_one",
            "I5",
        ],
        "The screen shows the session code": [
            f"{SCREEN}::test_the_screens_page_has_the_code_the_qr_and_the_promise_and_sits_by_its_token"
        ],
        "Welcome |": [PILLAR],
        "Latecomers are assigned": [f"{GROUPS}::test_a_latecomer_joins_the_smaller_table"],
        "Reading |": ["I2", "tests/workshop/sessions/test_services.py::test_five_minutes_more_are_five_minutes_more"],
        "Briefing |": [PILLAR],
        "Discussion |": [
            PILLAR,
            "S8",
            "tests/workshop/groups/test_views.py::test_the_card_of_a_group_leads_to_each_of_its_people",
            "tests/workshop/groups/test_views.py::test_moving_tells_the_desk_and_leads_ben_to_the_new_table",
        ],
        "Presentation |": [PILLAR],
        "end of the pillar |": [PILLAR],
        "You can read the PDF": ["F10"],
        "A closed pillar can be reopened": [
            f"{CORRECTIONS}::test_closing_again_makes_version_2_which_says_what_was_added"
        ],
        "Its next PDF": [f"{CORRECTIONS}::test_closing_again_makes_version_2_which_says_what_was_added"],
        "Break, Wrap-up": [f"{MAIN_ROOM}::test_after_the_day_everyone_reads_and_nobody_writes"],
        "A stage can also be paused": [
            f"{MOVES}::test_a_resumed_stage_has_as_long_as_was_left_when_it_was_paused",
            f"{MOVES}::test_a_skipped_stage_is_taken_back_while_nothing_behind_it_has_begun",
            f"{MOVES}::test_for_thirty_seconds_it_can_be_undone",
        ],
        "Ending the session": [f"{MOVES}::test_no_undo_reaches_behind_the_end_of_the_day"],
        "Comments arrive in batches": ["A3"],
        "Show a comment": [
            f"{MODERATION}::test_what_is_shown_reaches_the_screen",
            f"{MODERATION}::test_picking_up_shows_a_comment_that_waited",
            f"{MODERATION}::test_a_comment_is_answered_on_the_spot",
            f"{MODERATION}::test_a_written_answer_is_kept_also_afterwards",
            f"{MODERATION}::test_the_writer_of_a_declined_comment_reads_why",
        ],
        "No other participant": ["A12", "tests/browser/test_own_comments.py::test_nobody_else_reads_the_reason"],
        "The person who creates a session": [
            "S8",
            "tests/browser/test_facilitators_at_tables.py::test_what_a_facilitator_says_and_changes_names_them_as_one",
        ],
        "Co-facilitators and observers": [OBSERVERS],
        "Hashira shows nobody": ["A2", "A3"],
        "With fewer than eight": ["A8"],
        "Participants are told": ["S8"],
        "The PDFs, the tables": [
            f"{OVER}::test_it_leads_to_the_summaries_ones_table_and_the_scenario",
            f"{OVER}::test_a_facilitator_is_led_to_the_desk",
        ],
    },
    "README.md": {
        "*Hashira* (柱": [ADVICE],
        "A solutions architect invites": [ADVICE],
        "They read about": [REHEARSAL, f"{GROUPING}::test_from_six_people_on_every_group_has_three_or_four"],
        "All day people can comment": ["A1", ANYWHERE],
        "After each pillar": ["F10", DAY],
        "Japanese and English": [
            "tests/browser/test_languages.py::test_the_switch_leads_from_one_language_to_the_other_and_back"
        ],
        "For the people in a session": [ADVICE],
        "Hashira is independent": [ADVICE],
        "`bin/run` needs": [f"{BOOTSTRAP}::test_a_named_python_that_does_not_fit_stops_the_start_at_once"],
        "It installs the packages": [
            f"{BOOTSTRAP}::test_one_way_of_starting_only_installs",
            f"{SUMMARY}::test_without_pango_the_summary_says_what_is_missing",
        ],
        "It creates a demo day": [
            f"{DEMO}::test_where_there_is_a_session_already_the_demo_is_left_out_on_request",
            f"{BANNER}::test_it_shows_the_links_it_knows",
        ],
        "Once the demo is deleted": [
            f"{BANNER}::test_the_command_is_asked_for_links_and_not_to_create_anything",
            f"{SERVE}::test_it_starts_answers_and_ends_also_when_sigint_is_ignored",
        ],
        "Data, logs and caches": ["tests/startup/test_restores.py::test_every_page_shows_what_the_copy_holds"],
        "`bin/run --lan`": [f"{BANNER}::test_for_the_network_it_draws_a_code"],
        "`bin/run --port": [f"{SERVE}::test_a_taken_port_is_one_plain_sentence"],
        "`bin/run --setup-only`": [f"{BOOTSTRAP}::test_one_way_of_starting_only_installs"],
        "`bin/test unit`": [
            "tests/house/test_documents.py::test_every_layer_of_tests_is_described_and_has_its_folders"
        ],
        "`bin/check`": [ADVICE],
        "`.venv/bin/python manage.py lens check": [
            "tests/reviews/lenses/test_lens_command.py::test_a_file_with_errors_is_refused"
        ],
        "`bin/bench live`": [ADVICE],
        "`.venv/bin/python manage.py facilitator": [
            f"{FACILITATOR}::test_the_first_facilitator_is_made_and_signs_in_by_the_printed_link"
        ],
        "`.venv/bin/python manage.py demo": [
            f"{DEMO}::test_a_reset_begins_again_and_touches_no_other_session",
            f"{SERVE}::test_commands_print_the_address_that_runs",
        ],
        "`.venv/bin/python manage.py rehearse": [REHEARSAL],
        "Hashira was tried": [ADVICE],
        "It is written for Ubuntu": [ADVICE],
        "The facilitator creates a session": [LIBRARY, DAY],
        "The agenda of a full day": [FULL_DAY, DAY],
        "Participants join with the code": [DAY, PILLAR],
        "Each of them gets": [f"{MAIN_ROOM}::test_the_personal_link_is_shown_to_its_person_alone"],
        "The facilitator presses": [PILLAR],
        "*Start: Reading*": ["I2", PILLAR],
        "One button at the desk": [PILLAR, f"{GROUPING}::test_no_two_of_a_company_sit_together_where_that_is_possible"],
        "*Start: Briefing*": [PILLAR],
        "*Start: Discussion*": [PILLAR],
        "*Start: Presentation*": [PILLAR, "I1"],
        "Anonymous comments arrive": ["A3"],
        "Facilitators show": ["A12", f"{MODERATION}::test_what_is_shown_reaches_the_screen"],
        "*Close the pillar and create": [PILLAR],
        "30 seconds later": ["F10"],
        "The next pillar": [DAY],
        "Latecomers are assigned": [f"{GROUPING}::test_a_late_comer_sits_down_at_the_smallest_table"],
        "The demo begins": [f"{DEMO}::test_the_story_stands_in_the_discussion_of_the_first_pillar_with_its_comments"],
        "Open the facilitator's link": [PILLAR, "F10"],
    },
}


@pytest.mark.parametrize("page", TIED)
def test_every_sentence_is_tied_and_every_entry_has_its_sentence(page):
    found = sentences((ROOT / page).read_text().partition(STRUCTURE)[0])
    starts = {sentence: [start for start in TIED[page] if sentence.startswith(start)] for sentence in found}
    assert [sentence for sentence, each in starts.items() if len(each) != 1] == []
    assert set(TIED[page]) == {start for each in starts.values() for start in each}


@pytest.mark.parametrize("page", TIED)
def test_what_a_sentence_is_tied_to_is_there(page):
    named = {each for ties in TIED[page].values() for each in ties} - {ADVICE}
    assert [each for each in named if each not in ROWS and not is_there(*each.split("::"))] == []


def test_a_new_sentence_would_be_seen():
    assert sentences(
        "# Title\n\n1. **Bold.** One thing. *Another*\n   one.\n\n| a | b |\n|---|---|\n| c | d. E |\n"
    ) == [
        "One thing.",
        "*Another* one.",
        "c | d.",
        "E",
    ]


def test_no_service_gives_anybody_another_role_than_lead():
    """Until one does, the pages say that co-facilitators and observers cannot be added."""
    sources = [path for app in ("workshop", "reviews") for path in (ROOT / app).rglob("*.py")]
    given = [
        found
        for path in sources
        if "migrations" not in path.parts
        for found in re.findall(r"Facilitator\.objects\.\w*create\([^)]*\)", path.read_text())
    ]
    assert given == ["Facilitator.objects.create(session=session, user=lead, role=Facilitator.Role.LEAD)"]

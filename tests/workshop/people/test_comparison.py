"""Names and companies are compared by keys that leave out what is only spelling."""

import pytest

from workshop.people.comparison import colleagues_key, company_key, name_key

ABC = [
    "ABC商事",
    "ＡＢＣ商事",
    "abc 商事",
    "ABC\u200b商事",
    "株式会社ABC商事",
    "ABC商事株式会社",
    "株式会社　ＡＢＣ商事",
    "㈱ABC商事",
    "ABC商事㈱",
    "（株）ABC商事",
    "ABC商事(株)",
    "㍿ABC商事",
    "㊑ABC商事",
    "ABC商事 Co., Ltd.",
    "ABC商事Inc.",
    "株式會社ABC商事",
    "ABC商事(株",
    "ABC商事（株",
    "株)ABC商事",
    "ABC商事™",
]
KITA = [
    "Kita Paper",
    "KITA  PAPER",
    "Ｋｉｔａ Paper",
    "Kita Paper, Inc.",
    "Kita Paper Inc",
    "Kita Paper Co.,Ltd.",
    "Kita-Paper Ltd",
    "Kita Paper K.K.",
    "Kita Paper GmbH & Co. KG",
    "Kita Paper AG",
    "Kita Paper UG (haftungsbeschränkt)",
    "Kita Paper S.A.",
    "S.A.R.L. Kita Paper",
    "Kita Paper SAS",
    "Kita Paper S.p.A.",
    "Kita Paper B.V.",
    "Kita Paper A/S",
    "Kita Paper Oyj",
    "Kita Paper Sp. z o.o.",
    "Kita Paper s.r.o.",
    "Kita Paper Pty Ltd",
    "PT Kita Paper Tbk",
    "Kita Paper Sdn. Bhd.",
    "Kita Paper（株）",
    "Kíta Paper",
    "Kita Paper™",
    "Kita Paper®, Inc.",
    "© Kita Paper",
    "Kita Paper-Inc",
    "Kita-Paper–GmbH",
]


@pytest.mark.parametrize("spellings", [ABC, KITA])
def test_every_spelling_of_a_company_has_one_key(spellings):
    assert {spelling: company_key(spelling) for spelling in spellings} == dict.fromkeys(
        spellings, company_key(spellings[0])
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ハヤシ", "ﾊﾔｼ㈲"),
        ("한빛", "(주)한빛"),
        ("한빛", "한빛 주식회사"),
        ("华北科技", "华北科技股份有限公司"),
        ("Ромашка", "ООО «Ромашка»"),
        ("Straße AG", "STRASSE"),
        ("Müller", "Mu\u0308ller GmbH"),
        ("国際協力機構", "独立行政法人国際協力機構"),
        ("カ\u200d゛", "ガ"),
        ("ヤマダ", "「ヤマダ」（株）"),
    ],
)
def test_so_it_is_in_other_languages(one, other):
    assert company_key(one) == company_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kita Paper", "Kita Freight"),
        ("ハヤシ", "バヤシ"),
        ("Company A", "Company B"),
        ("日立", "日立製作所"),
        ("Finc", "F"),
        ("Alco", "Al"),
        ("Co-op", "Op"),
        ("株木建設", "木建設"),
        ("木建設株", "木建設"),
        ("Al-co-op", "Al"),
        ("Inc-Kita", "Kita"),
        ("C", "C++ Inc. of Oru"),
    ],
)
def test_other_companies_have_other_keys(one, other):
    assert company_key(one) != company_key(other)


NOBODYS = ["independent", "Independent.", "Self-employed", "N/A", "フリーランス", "ﾌﾘｰﾗﾝｽ", "個人", "なし", "（個人）"]


@pytest.mark.parametrize("company", NOBODYS)
def test_people_without_a_company_are_nobodys_colleagues(company):
    assert colleagues_key(company, 1) == 1
    assert colleagues_key("個人商会", 1) == company_key("個人商会")


@pytest.mark.parametrize("company", ["株式会社", "㍿", "Inc.", "Co., Ltd.", "AG", "(株)", "&&", "🦊", "—", "..."])
def test_a_company_that_is_called_like_a_legal_form_still_has_a_key(company):
    assert company_key(company)


def test_a_person_is_not_compared_as_a_company_is():
    assert name_key("Ana Kita") != name_key("Ana Kita AG")
    assert name_key("Ｂｅｎ\u200b") == name_key("ben")

"""The legal forms that people write with a company's name or leave out. Written as `comparison.folded` leaves a text."""

# Separated from the name by a space, a comma or a bracket, or standing between two scripts. Full stops and slashes are left out:
# `sa` is also S.A., `as` is also A/S.
WORDS_OF = {
    "English": "inc incorporated corp corporation co company ltd limited llc llp lp plc pllc pbc pty pte pvt private",
    "Japanese, in Latin letters": "kk kabushiki kabushikigaisha kaisha gaisha yk yugen gk godo",
    "German": "gmbh mbh ggmbh ag kg kgaa ohg ug haftungsbeschrankt ev eg ek gbr se",
    "French": "sa sas sasu sarl eurl sci snc scop selarl scrl",
    "Spanish, Portuguese and Italian": "sl slu sau ltda lda eireli spa srl srls sapi",
    "Dutch": "bv nv bvba cv vof",
    "Nordic": "ab asa as aps oy oyj",
    "Central and Eastern European": "sro zrt kft nyrt doo ооо оао зао пао ао",
    "South and Southeast Asian": "bhd sdn berhad pt tbk",
}
WORDS = frozenset(" ".join(WORDS_OF.values()).split())
# Several words after the name that are legal forms only together.
PHRASES = (("sp", "z", "oo"), ("spol", "s", "ro"), ("sa", "de", "cv"), ("s", "de", "rl", "de", "cv"), ("y", "compania"))
# Written without a space before or after the name.
ADJACENT = (
    # Japanese
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "合名会社",
    "相互会社",
    *("株式會社", "有限會社", "合資會社", "合名會社", "相互會社"),  # 會 is the old form of 会
    "一般社団法人",
    "一般財団法人",
    "公益社団法人",
    "公益財団法人",
    "社団法人",
    "財団法人",
    "特定非営利活動法人",
    "npo法人",
    "医療法人社団",
    "医療法人財団",
    "医療法人",
    "学校法人",
    "宗教法人",
    "社会福祉法人",
    "国立大学法人",
    "公立大学法人",
    "国立研究開発法人",
    "地方独立行政法人",
    "独立行政法人",
    "監査法人",
    "税理士法人",
    "弁護士法人",
    # Korean
    "주식회사",
    "유한회사",
    # Chinese
    "股份有限公司",
    "有限责任公司",
    "有限責任公司",
    "有限公司",
)
# One or two characters in brackets: ㈱ is （株） after Unicode's compatibility decomposition (NFKC).
IN_BRACKETS = (
    *("株", "有", "同", "資", "名", "相", "社", "財", "一社", "一財", "公社", "公財", "特非", "医", "学", "宗", "福"),
    *("独", "大", "監", "税", "弁", "주", "유"),
)
# Characters that Unicode decomposes without their brackets, and signs that it decomposes into letters.
CIRCLED = str.maketrans(
    dict.fromkeys("™℠®©")
    | {"㊑": "(株)", "㊒": "(有)", "㊔": "(名)", "㊮": "(資)", "㊫": "(学)", "㊖": "(財)", "㊓": "(社)"}
)
# What people without a company write, as we ask them to, by its key (`comparison.company_key`).
NO_COMPANY = frozenset(
    (
        *(
            "independent",
            "freelance",
            "freelancer",
            "selfemployed",
            "self",
            "myself",
            "individual",
            "solo",
            "none",
            "na",
        ),
        *("nocompany", "unaffiliated", "freiberuflich", "freiberufler", "selbstandig", "independant", "autonomo"),
        *("個人", "個人事業", "個人事業主", "個人参加", "フリー", "フリーランス", "フリーランサー", "自営", "自営業"),
        *("独立", "無所属", "所属なし", "会社なし", "なし", "無し", "無", "該当なし", "프리랜서", "개인", "自由职业"),
    )
)

// Annotation files: GeoJSON of QuPath and others, XML of ImageScope, HALO and ASAP, and what the regions in them are
// then asked.
#include <cstdlib>

#include "fuzz_target.h"
#include "pipeline/annotations/annotations.h"

namespace herald {
namespace {

constexpr SlideLevel kSlide{20'000, 10'000, 1.0, 0, 0};

std::string geoJson() {
  return R"({"type":"FeatureCollection","features":[
{"type":"Feature","id":"a","geometry":{"type":"Polygon","coordinates":[[[0,0],[900,0],[900,9e2],[0,900],[0,0]],
[[20,20],[40.5,20],[40,40],[20,40],[20,20]]]},"properties":{"objectType":"annotation","name":"left","classification":
{"name":"Tumor","color":[1,2,3]}}},
{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[1,1],[9,1],[9,9],[1,1]]],[[[50,50],[60,50],[60,60],
[50,50]]]]},"properties":{"object_type":"annotation","classification":{"names":["Control 2+","x"]},"isLocked":true}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{"classification":"Stroma"}},
{"type":"Feature","geometry":{"type":"Polygon","coordinates":[]},"properties":{"objectType":"detection"}}]})";
}

std::string hierarchy() {
  return R"({"type":"Feature","geometry":{},"properties":{"objectType":"root","childObjects":[{"type":"Feature","geometry":
{"type":"Polygon","coordinates":[[[0,0],[900,0],[900,900],[0,900]]]},"properties":{"classification":
"{\"name\": \"Tumor\", \"color\": [200, 0, 0]}","children":[{"type":"Feature","id":"PathCellObject","geometry":null,
"properties":{"measurements":[{"name":"Area","value":1}]}},{"type":"Feature","geometry":null,"properties":{"class":"Stroma"}},
{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[5,5],[9,5],[9,9]]],"plane":{"c":-1,"z":0,"t":0}},"properties":
{"label":"Necrosis 2","type":"polyline","metadata":{"note":"left"}}}]}}]}})";
}

std::string utf16(const std::string& ascii) {
  std::string text = "\xFF\xFE";
  for (const char c : ascii) text += {c, '\0'};
  return text;
}

std::string halo() {
  return R"(<Annotations><Annotation LineColor="65535" Name="Tumor" Visible="True"><Regions>
<Region Type="Polygon" HasEndcaps="0" NegativeROA="0"><Vertices><V X="0" Y="0"/><V X="90" Y="0"/><V X="90" Y="90"/></Vertices>
</Region><Region Type="Ellipse" NegativeROA="True"><Vertices><V X="10" Y="10"/><V X="30" Y="20"/></Vertices><Comments/></Region>
<Region Type="Pin"><Vertices><V X="1" Y="1"/></Vertices></Region></Regions></Annotation></Annotations>)";
}

std::string ndpa() {
  return R"(<?xml version="1.0"?><annotations><ndpviewstate id="1"><title>Tumor</title><coordformat>nanometers</coordformat>
<annotation type="freehand" displayname="x" color="#000000"><pointlist><point><x>-100</x><y>20</y></point></pointlist>
</annotation></ndpviewstate></annotations>)";
}

std::string imageScope() {
  return R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE Annotations [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY f "&e;&e;">]>
<Annotations MicronsPerPixel="0.25"><Annotation Id="1" Name="Tumor" LineColor="65280"><Attributes>
<Attribute Name="Description" Id="0" Value="&e;"/></Attributes><Regions><RegionAttributeHeaders/>
<Region Id="1" Type="0" Text="" NegativeROA="0"><Vertices><Vertex X="0" Y="0" Z="0"/><Vertex X="100.5" Y="0"/>
<Vertex X="100.5" Y="1e2"/></Vertices></Region>
<Region Id="2" Type="2" Text="Necrosis &#38; &lt;" NegativeROA="1"><Vertices><Vertex X="10" Y="10"/><Vertex X="30" Y="20"/>
</Vertices></Region><Region Type="1"><Vertices><Vertex X="300" Y="10"/><Vertex X="400" Y="20"/></Vertices></Region>
<Region Type="3"><Vertices/></Region></Regions></Annotation></Annotations>)";
}

std::string asap() {
  return R"(<?xml version="1.0"?><ASAP_Annotations><Annotations>
<Annotation Name="Annotation 0" Type="Polygon" PartOfGroup="Control 3+" Color="#F4FA58"><Coordinates>
<Coordinate Order="2" X="10" Y="10"/><Coordinate Order="0" X="0" Y="0"/><Coordinate Order="1" X="10" Y="0"/></Coordinates>
</Annotation><Annotation Name="Exclude" Type="Spline" PartOfGroup="None"><Coordinates><Coordinate Order="0" X="5" Y="5"/>
<Coordinate Order="1" X="8" Y="5"/><Coordinate Order="2" X="8" Y="8"/></Coordinates></Annotation>
<Annotation Name="x" Type="Dot" PartOfGroup="None"><Coordinates/></Annotation></Annotations>
<AnnotationGroups><Group Name="Control 3+" PartOfGroup="None"/></AnnotationGroups></ASAP_Annotations>)";
}

// What is accepted is valid: it can be accepted again, and cells can be asked for.
void ask(const SlideRegions& regions) {
  for (const auto* polygons : {&regions.include, &regions.exclude})
    for (RegionPolygon polygon : *polygons)
      if (cleanedPolygonFault(polygon) || !(areaPx2(polygon) >= 0)) std::abort();
  std::vector<CellSummary> cells;
  for (int i = 0; i < 40; ++i) {
    CellSummary cell;
    cell.seed = {i * 7, i * 5};
    cells.push_back(cell);
  }
  if (cellsOfControls(cells, regions).size() != regions.controls.size()) std::abort();
  excludeCellsByRegion(cells, regions);
}

}  // namespace
}  // namespace herald

std::vector<std::string> seedInputs() {
  return {herald::geoJson(),
          herald::hierarchy(),
          herald::utf16(herald::hierarchy()),
          herald::imageScope(),
          herald::halo(),
          herald::ndpa(),
          herald::asap(),
          "[]"};
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const herald::InputFile file({data, size});
  try {
    herald::ask(herald::readSlideAnnotation(file.path(), herald::kSlide, {}).regions);
  } catch (const herald::ReadError&) {
  }
  return 0;
}
